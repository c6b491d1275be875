package io.buttress.servlet.internal;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read before the application gets that: the parts that the container makes
 * of a multipart form, or else the bytes.
 */
final class BodyAhead {
  private static final int PIECE = 8 * 1024;

  private final HttpServletRequest request;
  private byte[] read = {};
  private @Nullable ReplayedStream replay;
  private @Nullable Collection<Part> parts;
  private boolean begun;

  BodyAhead(HttpServletRequest request) {
    this.request = request;
  }

  /** See {@link DigestingRequest#prefetch}. */
  Prefetch prefetch(int cap, BodySink sink) throws IOException {
    if (isMissing()) {
      return Prefetch.WHOLE;
    }
    if (request.getContentLengthLong() > cap) {
      return Prefetch.OVER_CAP;
    }
    begun = true;
    if (isOfType(request, "multipart/form-data")) {
      return prefetchParts(cap, sink);
    }
    boolean whole = read(cap);
    sink.add(read, 0, read.length);
    return whole ? Prefetch.WHOLE : Prefetch.OVER_CAP;
  }

  /** Whether the container has begun to read it. */
  boolean isBegun() {
    return begun;
  }

  /** What the application reads in place of the container's; null if that is as it was. */
  @Nullable ReplayedStream stream() {
    return replay;
  }

  /** The application asks for what only the container has, and takes the parts that it made. */
  void leaveParts() {
    parts = null;
  }

  /** The application reads by itself what parts were made of: they are put together again. */
  void joinParts() throws IOException {
    Collection<Part> made = parts;
    if (made == null) {
      return;
    }
    leaveParts();
    Optional<String> boundary = MultipartBytes.boundary(request.getContentType());
    if (boundary.isPresent()) {
      Charset charset = ContainerHabits.of(request).partCharset(request);
      byte[] joined = JoinedParts.of(made, boundary.get(), charset);
      replay = new ReplayedStream(joined, null, request::getAsyncContext);
    }
  }

  private boolean isMissing() {
    long length = request.getContentLengthLong();
    boolean unframed = length < 0 && request.getHeader("Transfer-Encoding") == null;
    return length == 0 || (unframed && request.getProtocol().startsWith("HTTP/1"));
  }

  /** Whether a request has a body of that type, whatever the parameters of the type are. */
  static boolean isOfType(HttpServletRequest request, String type) {
    String own = request.getContentType();
    return own != null && own.split(";", -1)[0].strip().toLowerCase(Locale.ROOT).equals(type);
  }

  private Prefetch prefetchParts(int cap, BodySink sink) throws IOException {
    try {
      Collection<Part> made = request.getParts();
      if (made.isEmpty()) {
        // Tomcat's way of having no configuration, if parameters were asked for before.
        return prefetchUnparsed(cap, sink);
      }
      if (made.stream().mapToLong(Part::getSize).sum() > cap) {
        return Prefetch.OVER_CAP;
      }
      PartsDigest.digest(made, sink);
      parts = made;
      return Prefetch.WHOLE;
    } catch (ServletException | IOException | RuntimeException e) {
      // The servlet has no configuration for it and reads the stream itself; or it is malformed.
      return prefetchUnparsed(cap, sink);
    }
  }

  private Prefetch prefetchUnparsed(int cap, BodySink sink) throws IOException {
    boolean whole = read(cap);
    Optional<MultipartBytes> bytes =
        MultipartBytes.boundary(request.getContentType()).map(b -> MultipartBytes.of(read, b));
    if (bytes.isEmpty() || !bytes.get().isFromItsBeginning()) {
      return Prefetch.UNREADABLE;
    }
    bytes.get().digest(sink);
    return whole ? Prefetch.WHOLE : Prefetch.OVER_CAP;
  }

  /** Whether that was all. */
  private boolean read(int cap) throws IOException {
    ServletInputStream stream = request.getInputStream();
    BodyCopy copy = new BodyCopy(Long.MAX_VALUE);
    long told = request.getContentLengthLong();
    byte[] piece = new byte[told < 0 ? PIECE : (int) Math.min(PIECE, told)];
    int count = 0;
    while (count >= 0 && copy.size() <= cap) {
      count = stream.read(piece, 0, (int) Math.min(piece.length, cap + 1L - copy.size()));
      copy.add(piece, 0, Math.max(count, 0));
    }
    boolean whole = count < 0;
    read = copy.bytes().orElseThrow();
    replay = new ReplayedStream(read, whole ? null : stream, request::getAsyncContext);
    return whole;
  }
}
