package io.buttress.servlet.internal;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request ahead of the application, digests it, and serves it to the
 * application again: as a stream or a reader, and the parameters of a form, which the container
 * would have read from its own stream.
 *
 * <p>Of a multipart form whose servlet has a multipart configuration, the container makes the
 * parts, and the application gets those: so they are as it configured them. What such a request
 * loses is its stream, and a charset that the application sets later does not change names and
 * values that are made already.
 *
 * <p>Until {@link #prefetch} is called nothing is read, and nothing differs.
 */
public final class DigestingRequest extends HttpServletRequestWrapper {
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=(\"[^\"]*\"|[^;]*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset=\"?([^\";]*)", Pattern.CASE_INSENSITIVE);
  private static final int PIECE = 8 * 1024;
  private static final int LONGEST_FORM = 2 * 1024 * 1024;

  private final ContainerHabits habits;
  private byte[] read = {};
  private @Nullable ReplayedStream replay;
  private @Nullable BufferedReader reader;
  private boolean isPrefetched;
  private boolean streamTaken;
  private @Nullable Map<String, List<String>> form;
  private @Nullable String encoding;

  public DigestingRequest(HttpServletRequest request) {
    super(request);
    habits = ContainerHabits.of(request);
  }

  /**
   * Reads the body on this thread, before the application gets the request. To be called at most
   * once.
   *
   * @param cap how many bytes are read at most, and kept in memory; parts are where the container
   *     puts them; from 0
   * @param sink gets the bytes; for multipart forms something that stands for them, the same for
   *     the same parts whatever boundary divides them
   * @throws IOException if the client does not send it all
   */
  public Prefetch prefetch(int cap, BodySink sink) throws IOException {
    if (hasNoBody()) {
      return Prefetch.WHOLE;
    }
    if (getContentLengthLong() > cap) {
      return Prefetch.OVER_CAP;
    }
    isPrefetched = true;
    if (isOfType("multipart/form-data")) {
      return prefetchParts(cap, sink);
    }
    boolean whole = read(cap);
    sink.add(read, 0, read.length);
    return whole ? Prefetch.WHOLE : Prefetch.OVER_CAP;
  }

  /**
   * The Content-Type, without the boundary of a multipart type, which is another each time; empty
   * if there is none.
   */
  public String typeWithoutBoundary() {
    String type = getContentType();
    return type == null ? "" : BOUNDARY.matcher(type).replaceFirst("");
  }

  private boolean hasNoBody() {
    boolean unframed = getContentLengthLong() < 0 && getHeader("Transfer-Encoding") == null;
    return getContentLengthLong() == 0 || (unframed && getProtocol().startsWith("HTTP/1"));
  }

  private boolean isOfType(String type) {
    String own = getContentType();
    return own != null && own.split(";", -1)[0].strip().toLowerCase(Locale.ROOT).equals(type);
  }

  private Prefetch prefetchParts(int cap, BodySink sink) throws IOException {
    try {
      Collection<Part> parts = super.getParts();
      if (parts.isEmpty()) {
        // Tomcat's way of having no configuration, if parameters were asked for before.
        return prefetchUnparsed(cap, sink);
      }
      if (parts.stream().mapToLong(Part::getSize).sum() > cap) {
        return Prefetch.OVER_CAP;
      }
      PartsDigest.digest(parts, sink);
      return Prefetch.WHOLE;
    } catch (ServletException | IOException | RuntimeException e) {
      // The servlet has no configuration for it and reads the stream itself; or it is malformed.
      return prefetchUnparsed(cap, sink);
    }
  }

  private Prefetch prefetchUnparsed(int cap, BodySink sink) throws IOException {
    boolean whole = read(cap);
    Optional<MultipartBytes> parts =
        MultipartBytes.boundary(getContentType()).map(b -> MultipartBytes.of(read, b));
    if (parts.isEmpty() || !parts.get().isFromItsBeginning()) {
      return Prefetch.UNREADABLE;
    }
    parts.get().digest(sink);
    return whole ? Prefetch.WHOLE : Prefetch.OVER_CAP;
  }

  /** Whether that was all. */
  private boolean read(int cap) throws IOException {
    ServletInputStream stream = super.getInputStream();
    BodyCopy copy = new BodyCopy(Long.MAX_VALUE);
    byte[] piece = new byte[PIECE];
    int count = 0;
    while (count >= 0 && copy.size() <= cap) {
      count = stream.read(piece, 0, (int) Math.min(PIECE, cap + 1L - copy.size()));
      copy.add(piece, 0, Math.max(count, 0));
    }
    boolean whole = count < 0;
    read = copy.bytes().orElseThrow();
    replay = new ReplayedStream(read, whole ? null : stream, super::getAsyncContext);
    return whole;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (replay == null) {
      return super.getInputStream();
    }
    if (reader != null) {
      throw new IllegalStateException("the reader is in use");
    }
    streamTaken = true;
    return replay;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    if (replay == null) {
      return super.getReader();
    }
    if (streamTaken) {
      throw new IllegalStateException("the stream is in use");
    }
    if (reader == null) {
      String name = getCharacterEncoding();
      Charset charset = name == null ? StandardCharsets.ISO_8859_1 : known(name);
      CharsetDecoder decoder =
          charset
              .newDecoder()
              .onMalformedInput(habits.onMalformedText())
              .onUnmappableCharacter(CodingErrorAction.REPLACE);
      reader = new BufferedReader(new InputStreamReader(replay, decoder));
    }
    return reader;
  }

  @Override
  public @Nullable String getCharacterEncoding() {
    return encoding == null ? super.getCharacterEncoding() : encoding;
  }

  /** Containers ignore it once the body is being read, which it is by now. */
  @Override
  public void setCharacterEncoding(String name) throws UnsupportedEncodingException {
    super.setCharacterEncoding(name);
    if (isPrefetched && !streamTaken && reader == null && form == null) {
      known(name);
      encoding = name;
    }
  }

  private static Charset known(String name) throws UnsupportedEncodingException {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      UnsupportedEncodingException unsupported = new UnsupportedEncodingException(name);
      unsupported.initCause(e);
      throw unsupported;
    }
  }

  /** What the body adds to the parameters of the query. */
  private Map<String, List<String>> form() {
    Map<String, List<String>> parsed = form;
    if (parsed == null) {
      parsed = replay != null && isFormUnread(replay) ? parsed(replay) : Map.of();
      if (replay != null) {
        form = parsed;
      }
    }
    return parsed;
  }

  private Map<String, List<String>> formOf(byte[] body) {
    Matcher declared = CHARSET.matcher(String.valueOf(getContentType()));
    String name = declared.find() ? declared.group(1) : null;
    Charset charset = habits.formCharset(name, getCharacterEncoding());
    return FormBody.parse(body, charset, habits.allowsEmptyNames());
  }

  private boolean isFormUnread(ReplayedStream body) {
    return isOfType("application/x-www-form-urlencoded")
        && habits.parsesForms(getMethod())
        && reader == null
        && (!streamTaken || (habits.parsesTakenStream() && body.isUntouched()));
  }

  private Map<String, List<String>> parsed(ReplayedStream body) {
    try {
      byte[] all = body.readNBytes(LONGEST_FORM + 1);
      return all.length > LONGEST_FORM ? Map.of() : formOf(all);
    } catch (IOException e) {
      // As if there were none, as containers have it when the client goes away.
      return Map.of();
    }
  }

  @Override
  public @Nullable String getParameter(String name) {
    String[] values = getParameterValues(name);
    return values == null ? null : values[0];
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    // Before the container looks for more in what is left of the body.
    List<String> own = form().get(name);
    String[] query = super.getParameterValues(name);
    return own == null ? query : joined(query, own);
  }

  private static String[] joined(String @Nullable [] query, List<String> own) {
    Stream<String> first = query == null ? Stream.empty() : Stream.of(query);
    return Stream.concat(first, own.stream()).toArray(String[]::new);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    if (form().isEmpty()) {
      return super.getParameterNames();
    }
    Set<String> names = new LinkedHashSet<>(Collections.list(super.getParameterNames()));
    names.addAll(form().keySet());
    return Collections.enumeration(names);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, List<String>> own = form();
    if (own.isEmpty()) {
      return super.getParameterMap();
    }
    Map<String, String[]> all = new LinkedHashMap<>(super.getParameterMap());
    own.forEach((name, values) -> all.put(name, joined(all.get(name), values)));
    return Collections.unmodifiableMap(all);
  }
}
