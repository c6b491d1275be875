package io.buttress.cache.internal;

import io.buttress.cache.FieldLines;
import io.buttress.cache.Gzipped;
import io.buttress.cache.StoredResponse;
import io.buttress.cache.Terms;
import io.buttress.http.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Entries as bytes. First a line of text, which the scripts of the store can read: {@code B1},
 * asked, expires, and the marks, apart by spaces. Then the response: numbers as in {@link
 * EntryWriter}, texts in UTF-8 with their lengths; behind the body its form in gzip with its tag,
 * if there is one. Last a CRC-32C of everything before.
 *
 * <p>What is read may come from anybody: bytes that are not an entry are none, whatever they are.
 * The {@code 1} is the version; an entry of another version is none either.
 */
public final class EntryCodec {
  private static final String VERSION = "B1";
  private static final int CHECKSUM = 4;
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int EXPLICIT = 1;
  private static final int MUST_REVALIDATE = 2;
  private static final int NO_CACHE = 4;
  private static final int FOR_EVERYBODY = 8;
  private static final int OWN_ETAG = 16;

  private EntryCodec() {}

  /** The bytes of an entry. */
  public static byte[] encode(Entry entry) {
    StoredResponse response = entry.response();
    EntryWriter out = new EntryWriter(response.body().length + 1_024);
    out.raw(line(entry).getBytes(StandardCharsets.US_ASCII));
    out.number(response.status());
    out.number(response.requestTime());
    out.number(response.responseTime());
    out.text(response.policy());
    terms(response.terms(), out);
    texts(response.varying(), out);
    out.number(response.selecting().size());
    response.selecting().forEach(out::texts);
    texts(response.tags(), out);
    out.number(response.fields().lines().size());
    response.fields().forEach(field -> out.texts(field.name(), field.value()));
    out.bytes(response.body());
    Gzipped gzipped = response.gzipped();
    if (gzipped != null) {
      out.text(gzipped.etag() == null ? "" : gzipped.etag());
      out.bytes(gzipped.body());
    }
    out.fixed(checksum(out.array(), out.length()));
    return out.toBytes();
  }

  private static void terms(Terms terms, EntryWriter out) {
    out.number(terms.initialAge());
    out.number(terms.lifetime());
    out.number(terms.staleWhileRevalidate());
    out.number(terms.staleIfError());
    out.number(
        (terms.explicit() ? EXPLICIT : 0)
            | (terms.mustRevalidate() ? MUST_REVALIDATE : 0)
            | (terms.noCache() ? NO_CACHE : 0)
            | (terms.forEverybody() ? FOR_EVERYBODY : 0)
            | (terms.ownEtag() ? OWN_ETAG : 0));
  }

  private static Terms terms(EntryReader in) {
    long initialAge = in.number();
    long lifetime = in.number();
    long staleWhileRevalidate = in.number();
    long staleIfError = in.number();
    long flags = in.number();
    return new Terms(
        initialAge,
        lifetime,
        staleWhileRevalidate,
        staleIfError,
        (flags & EXPLICIT) != 0,
        (flags & MUST_REVALIDATE) != 0,
        (flags & NO_CACHE) != 0,
        (flags & FOR_EVERYBODY) != 0,
        (flags & OWN_ETAG) != 0);
  }

  private static String line(Entry entry) {
    StringBuilder line = new StringBuilder(VERSION);
    line.append(' ').append(entry.asked()).append(' ').append(entry.expires());
    entry.marks().forEach(mark -> line.append(' ').append(mark));
    return line.append('\n').toString();
  }

  private static void texts(Iterable<String> texts, EntryWriter out) {
    List<String> all = new ArrayList<>();
    texts.forEach(all::add);
    out.number(all.size());
    all.forEach(out::text);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /**
   * The entry of these bytes.
   *
   * @return empty if they are no entry, or a damaged one
   */
  public static Optional<Entry> decode(byte[] bytes) {
    int length = bytes.length - CHECKSUM;
    if (length < 0) {
      return Optional.empty();
    }
    try {
      if (checksum(bytes, length) != new EntryReader(bytes, length, bytes.length).fixed()) {
        return Optional.empty();
      }
      return read(new EntryReader(bytes, 0, length));
    } catch (EntryReader.NoEntryException | IllegalArgumentException e) {
      // The latter: a forged field that HTTP could not carry.
      return Optional.empty();
    }
  }

  private static Optional<Entry> read(EntryReader in) {
    String[] words = in.line(LONGEST_LINE).split(" ", -1);
    if (words.length < 3 || !words[0].equals(VERSION)) {
      return Optional.empty();
    }
    long asked = Long.parseLong(words[1]);
    long expires = Long.parseLong(words[2]);
    StoredResponse response = response(in);
    List<String> marks = List.of(words).subList(3, words.length);
    return in.isAtEnd()
        ? Optional.of(new Entry(response, asked, expires, marks))
        : Optional.empty();
  }

  private static StoredResponse response(EntryReader in) {
    int status = (int) in.number();
    if (status < 100 || status > 999) {
      throw new EntryReader.NoEntryException();
    }
    long requestTime = in.number();
    long responseTime = in.number();
    String policy = in.text();
    Terms terms = terms(in);
    List<String> varying = texts(in);
    Map<String, String> selecting = selecting(in);
    Set<String> tags = new HashSet<>(texts(in));
    FieldLines fields = fields(in);
    byte[] body = in.bytes();
    return new StoredResponse(
        status,
        fields,
        body,
        requestTime,
        responseTime,
        selecting,
        varying,
        tags,
        policy,
        terms,
        gzipped(in));
  }

  private static @Nullable Gzipped gzipped(EntryReader in) {
    if (in.isAtEnd()) {
      return null;
    }
    String etag = in.text();
    return new Gzipped(etag.isEmpty() ? null : etag, in.bytes());
  }

  private static List<String> texts(EntryReader in) {
    int count = in.count(1);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.text());
    }
    return texts;
  }

  private static Map<String, String> selecting(EntryReader in) {
    int count = in.count(2);
    Map<String, String> selecting = new HashMap<>();
    for (int i = 0; i < count; i++) {
      selecting.put(in.text(), in.text());
    }
    return selecting;
  }

  private static FieldLines fields(EntryReader in) {
    int count = in.count(2);
    List<Field> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(new Field(in.text(), in.text()));
    }
    return new FieldLines(fields);
  }
}
