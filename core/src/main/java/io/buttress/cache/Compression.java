package io.buttress.cache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Which content is stored in gzip, too, so that it is compressed once and not for each client.
 *
 * @param smallest in bytes; shorter content is not worth it
 * @param types media types in lower case, in which a star stands for any characters
 */
public record Compression(long smallest, Set<String> types) {
  /** What text is sent as. */
  public static final List<String> TEXTS =
      List.of(
          "text/*",
          "application/json",
          "application/javascript",
          "application/xml",
          "application/*+json",
          "application/*+xml",
          "image/svg+xml");

  /** Fields that tell of the very bytes that were sent. */
  private static final List<String> OF_THE_BYTES =
      List.of(
          "Content-Encoding",
          "Content-Range",
          "Content-MD5",
          "Content-Digest",
          "Repr-Digest",
          "Digest");

  public Compression {
    types = Set.copyOf(types);
  }

  /** Whether a response with this head may be compressed, if it turns out to be long enough. */
  boolean suits(int status, FieldLines fields) {
    return status == 200
        && isMeant(fields.first("Content-Type"))
        && OF_THE_BYTES.stream().noneMatch(fields::has)
        // RFC 9111, 5.2.2.6.
        && Stream.of("Cache-Control", "CDN-Cache-Control")
            .noneMatch(name -> CacheControl.parse(fields.values(name)).has("no-transform"));
  }

  private boolean isMeant(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    String lower = type.strip().toLowerCase(Locale.ROOT);
    return types.stream().anyMatch(pattern -> matches(pattern, lower));
  }

  private static boolean matches(String pattern, String type) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(type)
        : type.length() >= pattern.length() - 1
            && type.startsWith(pattern.substring(0, star))
            && type.endsWith(pattern.substring(star + 1));
  }

  /** The content in gzip; empty if that is not shorter by a tenth. */
  Optional<Gzipped> of(FieldLines fields, byte[] body) {
    if (body.length < smallest) {
      return Optional.empty();
    }
    byte[] zipped = zipped(body);
    return zipped.length > body.length - body.length / 10
        ? Optional.empty()
        : Optional.of(new Gzipped(etag(fields.first("ETag"), zipped), zipped));
  }

  /** A weak tag is for all codings of the same content; a strong one is for the same bytes. */
  private static @Nullable String etag(@Nullable String plain, byte[] zipped) {
    return plain == null || plain.startsWith("W/") ? plain : OwnEtag.of(zipped);
  }

  private static byte[] zipped(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2 + 32);
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
