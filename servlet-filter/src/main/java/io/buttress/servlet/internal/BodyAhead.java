package io.buttress.servlet.internal;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, read before the application gets that: the parts that the container makes
 * of a multipart form, or else the bytes.
 */
final class BodyAhead {
  private static final Logger LOG = System.getLogger(BodyAhead.class.getName());
  private static final int PIECE = 8 * 1024;
  private static final int[] NO_PAUSES = {};

  private final HttpServletRequest request;
  private byte[] read = {};
  private @Nullable ReplayedStream replay;
  private @Nullable Collection<Part> parts;
  private boolean partsLeft;
  private boolean begun;
  private @Nullable ServletInputStream finished;
  private @Nullable FedListener waiting;
  private boolean returned;

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
    if (read.length == 0 && isOfType(request, "application/x-www-form-urlencoded")) {
      digestParameters(sink);
    }
    return whole ? Prefetch.WHOLE : Prefetch.OVER_CAP;
  }

  /** A filter ahead has asked for a parameter: the container has read the form already. */
  private void digestParameters(BodySink sink) {
    if (request.getContentLengthLong() > 0) {
      PartsDigest.digest(new TreeMap<>(request.getParameterMap()), sink);
    }
  }

  /** Whether the container has begun to read it. */
  boolean isBegun() {
    return begun;
  }

  /** Containers call no listener before the application has returned. */
  private synchronized void listen(FedListener listener) {
    if (returned) {
      request.getAsyncContext().start(listener.feed());
    } else {
      waiting = listener;
    }
  }

  /** The application has returned. */
  synchronized void returned() {
    returned = true;
    FedListener listener = waiting;
    ServletInputStream all = finished;
    if (listener == null) {
      return;
    }
    waiting = null;
    try {
      if (all != null && ContainerHabits.of(request).callsListenersAtEnd()) {
        all.setReadListener(listener);
      } else {
        request.getAsyncContext().start(listener.feed());
      }
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "The application has ended a request that it listens to", e);
    }
  }

  /** What the application reads in place of the container's; null if that is as it was. */
  @Nullable ReplayedStream stream() {
    return replay;
  }

  /** The parts that the container has made; null if it has made none. */
  @Nullable Collection<Part> parts() {
    return parts;
  }

  /** The application asks for what only the container has, and takes the parts that it made. */
  void leaveParts() {
    partsLeft = true;
  }

  /** The application reads by itself what parts were made of: they are put together again. */
  void joinParts() throws IOException {
    Collection<Part> made = parts;
    if (made == null || partsLeft) {
      return;
    }
    leaveParts();
    Optional<String> boundary = MultipartBytes.boundary(request.getContentType());
    if (boundary.isPresent()) {
      Charset charset = ContainerHabits.of(request).partCharset(request);
      byte[] joined = JoinedParts.of(made, boundary.get(), charset);
      replay = new ReplayedStream(joined, NO_PAUSES, null, request::getAsyncContext, this::listen);
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
    IntStream.Builder pauses = IntStream.builder();
    int count = 0;
    while (count >= 0 && copy.size() <= cap) {
      boolean waits = copy.size() > 0 && stream.available() == 0;
      int room = (int) Math.min(piece.length, cap + 1L - copy.size());
      count = stream.read(piece, 0, room);
      if (waits && count > 0) {
        pauses.accept((int) copy.size());
      }
      copy.add(piece, 0, Math.max(count, 0));
    }
    boolean whole = count < 0;
    read = copy.bytes().orElseThrow();
    int[] waited = pauses.build().toArray();
    replay =
        new ReplayedStream(
            read, waited, whole ? null : stream, request::getAsyncContext, this::listen);
    finished = whole ? stream : null;
    return whole;
  }
}
