package io.buttress.servlet.internal;

import io.buttress.http.Field;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes an application's response on to the container as it comes, and keeps a copy of it.
 *
 * <p>Nothing is held back: a container may close or suspend the response behind a forward. Just
 * before the container commits, a hook sees status and fields and chooses the {@link Course}. When
 * that is, is judged by what the application does: it flushes, closes, sends an error, fills the
 * buffer or the declared length. It may be a little early where a container buffers more than it
 * says; what the application changes between hook and commit is passed on, but makes the response
 * not {@linkplain #isIntact intact}.
 *
 * <p>A filter hands it to the application together with {@link #pairedWith the paired request}, and
 * says {@link #returned} or {@link #failed} afterwards. If it is mapped to ASYNC dispatches too, it
 * says {@link #finish} behind these to the one that it {@linkplain #in finds}, unless asynchronous
 * work goes on: then the hook runs in time also where the container completes by itself.
 */
public final class CapturingResponse extends GuardedResponse {
  /** How much is copied before the hook has named a cap, in bytes. */
  public static final long DEFAULT_CAP = 1024 * 1024;

  private static final String ENCODING = "Content-Encoding";
  private static final Logger LOG = System.getLogger(CapturingResponse.class.getName());

  private final HttpServletResponse real;
  private final ContainerHabits habits;
  private final CommitHook hook;
  private final long cap;
  private final ResponseTap tap = new ResponseTap(this);
  private final Completion completion = new Completion();
  private @Nullable HttpServletRequest paired;
  private @Nullable TappedStream stream;
  private @Nullable PrintWriter writer;
  private Captured now;
  private OptionalLong declared = OptionalLong.empty();
  private boolean declaredIsKnown;
  private boolean inHook;
  private volatile boolean broken;
  private boolean trailers;
  private boolean encoded;
  private @Nullable Locale locale;

  /** Copies up to {@link #DEFAULT_CAP} until the hook names a cap. */
  public CapturingResponse(HttpServletResponse real, CommitHook hook) {
    this(real, DEFAULT_CAP, hook);
  }

  /**
   * @param cap how many bytes of body are copied before the hook names a cap; from 0
   */
  public CapturingResponse(HttpServletResponse real, long cap, CommitHook hook) {
    super(real);
    this.real = real;
    this.habits = ContainerHabits.of(real);
    this.hook = hook;
    this.cap = cap;
    this.now = new Captured(cap);
  }

  /**
   * The one nearest to the application that a response is or wraps; null if there is none.
   *
   * @param hook the class of its hook: there may be others
   */
  public static @Nullable CapturingResponse in(
      ServletResponse response, Class<? extends CommitHook> hook) {
    ServletResponse inner = response;
    while (inner instanceof ServletResponseWrapper wrapper) {
      if (inner instanceof CapturingResponse capturing && hook.isInstance(capturing.hook)) {
        return capturing;
      }
      inner = wrapper.getResponse();
    }
    return null;
  }

  /** The one nearest to the application, whatever its hook is; null if there is none. */
  public static @Nullable CapturingResponse in(ServletResponse response) {
    return in(response, CommitHook.class);
  }

  /**
   * The request to hand to the application with this response: asynchronous work that it starts
   * then uses this response too, and a forward tells it what is dropped.
   */
  public HttpServletRequest pairedWith(HttpServletRequest request) {
    HttpServletRequest pair = new PairedRequest(request, this, habits);
    paired = pair;
    return pair;
  }

  /**
   * Lets the container hold so many bytes until the end, if nothing is written yet and the
   * application does not flush: the hook then sees the whole body.
   */
  public void awaitEnd(int bytes) {
    int needed = bytes * habits.bufferShare();
    if (bytes == 0 || needed <= getBufferSize()) {
      return;
    }
    try {
      super.setBufferSize(needed);
    } catch (IllegalStateException e) {
      // A filter ahead has begun the body.
      LOG.log(Level.DEBUG, "The container's buffer stays as it is", e);
    }
  }

  /**
   * The application has returned. Acts once the response has ended: now, or when asynchronous work
   * is complete.
   *
   * @param then may ask this response for everything; runs once
   */
  public void returned(HttpServletRequest request, Runnable then) {
    if (!completion.isStarted() && request.isAsyncStarted()) {
      broken |= request.getAsyncContext().hasOriginalRequestAndResponse();
      follow(request.getAsyncContext());
    }
    completion.returned(
        () -> {
          finish();
          then.run();
        });
  }

  /** From its start: some containers complete it before the application has returned. */
  void follow(AsyncContext started) {
    if (completion.start()) {
      started.addListener(new WhenComplete(() -> broken = true, completion::completed));
    }
  }

  /** The application has thrown: what it sent so far is not its answer. */
  public void failed() {
    broken = true;
  }

  /** The application has written all it will: the hook runs now, if it has not yet. */
  public void finish() {
    now.end();
    settle(getStatus());
  }

  /** The status, as the application set it, or named it when it sent an error or a redirect. */
  public int status() {
    return now.head().map(ResponseHead::status).orElseGet(this::getStatus);
  }

  /**
   * The fields as the application set them, the Content-Type as it will be sent among them: as they
   * are now, and from the hook on, as they were then.
   */
  public List<Field> fields() {
    List<Field> told = now.head().orElseGet(() -> head(getStatus())).fields();
    List<Field> all = new ArrayList<>(told);
    all.addAll(hiddenCookies());
    Locale named = locale;
    if (named != null
        && told.stream().noneMatch(field -> field.name().equalsIgnoreCase("Content-Language"))) {
      all.add(new Field("Content-Language", named.toLanguageTag()));
    }
    return List.copyOf(all);
  }

  /** As the application has it: what a filter ahead makes of the body is no affair of the copy. */
  private ResponseHead head(int status) {
    ResponseHead told = ResponseHead.of(real, status);
    return encoded ? told : told.without(ENCODING);
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    encoded |= name.equalsIgnoreCase(ENCODING);
    super.setHeader(name, value);
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    encoded |= name.equalsIgnoreCase(ENCODING);
    super.addHeader(name, value);
  }

  /** Tomcat tells of it among the fields only when it sends them. */
  @Override
  public void setLocale(@Nullable Locale chosen) {
    if (!isCommitted()) {
      locale = chosen;
    }
    super.setLocale(chosen);
  }

  /**
   * The bytes of the body so far, not to be changed; empty if they are not known: over the cap, not
   * captured, rendered by the container for an error, or of text whose bytes containers differ in.
   * For HEAD, what the application wrote.
   */
  public Optional<byte[]> body() {
    return writer instanceof TappedWriter tapped && tapped.isInPieces()
        ? Optional.empty()
        : now.body();
  }

  /** Whether the application has written all it will. */
  public boolean isComplete() {
    return now.isOver();
  }

  /**
   * Whether the whole answer is as it is told here: the application is done with it and threw
   * nothing, no write failed, it is as long as declared, and no part went past this response. Not
   * so without a {@linkplain #pairedWith paired request}.
   */
  public boolean isIntact() {
    if (paired == null) {
      // Nobody knows what asynchronous work went by.
      return false;
    }
    boolean head = paired.getMethod().equals("HEAD");
    return !broken && now.isWhole(head || isBodyless(status()), habits.counted(real));
  }

  private static boolean isBodyless(int status) {
    return status < SC_OK || status == SC_NO_CONTENT || status == SC_NOT_MODIFIED;
  }

  /** Whether the hook chose to discard the response. */
  public boolean isDiscarded() {
    return now.isDiscarded();
  }

  /** Whether the application sent an error, whose body the container renders later. */
  public boolean isErrorSent() {
    return now.error().isPresent();
  }

  /** What the application said of the error that it sent. */
  public Optional<String> errorMessage() {
    return now.message();
  }

  /**
   * Where the application redirects to: as it said, and once that is sent, as the container did.
   */
  public Optional<String> redirectLocation() {
    return now.location().map(said -> Optional.ofNullable(real.getHeader("Location")).orElse(said));
  }

  /** Whether the application sends trailer fields. */
  public boolean hasTrailers() {
    return trailers;
  }

  Captured captured() {
    return now;
  }

  @Nullable HttpServletRequest paired() {
    return paired;
  }

  /** Whether so many bytes more may make the container commit. */
  boolean commitsAt(int bytes) {
    int buffer = getBufferSize();
    long total = now.passed() + bytes;
    if (total >= buffer || bytes > buffer / habits.bufferShare()) {
      return true;
    }
    if (!declaredIsKnown) {
      declared =
          Optional.ofNullable(real.getHeader("Content-Length"))
              .filter(ResponseHead::isLength)
              .stream()
              .mapToLong(Long::parseLong)
              .findFirst();
      declaredIsKnown = true;
    }
    return bytes > 0 && declared.isPresent() && total >= declared.getAsLong();
  }

  /** Asks the hook, once. */
  void settle(int status) {
    if (now.isSettled()) {
      return;
    }
    ResponseHead head = head(status);
    if (super.isCommitted()) {
      now.settleTooLate(head);
      return;
    }
    now.settle(head);
    inHook = true;
    try {
      now.take(hook.beforeCommit(this));
    } finally {
      inHook = false;
    }
  }

  @Override
  boolean admitsHead() {
    declaredIsKnown = false;
    if (now.isDiscarded()) {
      return false;
    }
    if (now.isSettled() && !inHook && !super.isCommitted()) {
      now.spoil();
    }
    return true;
  }

  @Override
  public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
    super.setTrailerFields(supplier);
    trailers = supplier != null;
  }

  @Override
  public ServletResponse getResponse() {
    if (habits.suspendsNext()) {
      finish();
    }
    return super.getResponse();
  }

  @Override
  public boolean isCommitted() {
    return now.isDiscarded() || super.isCommitted();
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (now.isDiscarded()) {
      if (writer != null) {
        throw new IllegalStateException("the writer is in use");
      }
      return stream == null ? new Nowhere() : stream;
    }
    ServletOutputStream container = super.getOutputStream();
    if (stream == null) {
      stream = new TappedStream(container, tap, habits);
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (now.isDiscarded()) {
      if (stream != null) {
        throw new IllegalStateException("the stream is in use");
      }
      return writer == null ? new PrintWriter(Writer.nullWriter()) : writer;
    }
    PrintWriter container = super.getWriter();
    if (writer == null) {
      writer =
          new TappedWriter(
              container, tap, SentText.of(getCharacterEncoding()), habits, this::getLocale);
    }
    return writer;
  }

  @Override
  public void flushBuffer() throws IOException {
    if (tap.admitsFlush() && !tap.isAlone()) {
      try {
        super.flushBuffer();
      } catch (IOException e) {
        tap.endure(e);
      }
    }
  }

  @Override
  public void setBufferSize(int size) {
    refuseIfDiscarded();
    super.setBufferSize(size);
  }

  /** What the hook chose stands: it is about the head. */
  @Override
  public void resetBuffer() {
    refuseIfDiscarded();
    super.resetBuffer();
    now = now.withoutBody(cap);
  }

  @Override
  public void reset() {
    refuseIfDiscarded();
    super.reset();
    now = new Captured(cap);
    declaredIsKnown = false;
    trailers = false;
    encoded = false;
    locale = null;
    // Whoever asks again may ask for the other one.
    stream = null;
    writer = null;
  }

  private void refuseIfDiscarded() {
    if (now.isDiscarded()) {
      throw new IllegalStateException("the response is committed");
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    if (endsByError(status, Optional.empty())) {
      super.sendError(status);
    }
  }

  @Override
  public void sendError(int status, @Nullable String message) throws IOException {
    if (endsByError(status, Optional.ofNullable(message))) {
      super.sendError(status, message);
    }
  }

  private boolean endsByError(int status, Optional<String> message) {
    refuseIfDiscarded();
    // Once committed, the container throws.
    if (!super.isCommitted() && !habits.hintsBy(status)) {
      now.endByError(status, message);
      settle(status);
    }
    return !now.isDiscarded();
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    refuseIfDiscarded();
    if (!super.isCommitted()) {
      // What was written so far is dropped.
      now = new Captured(cap);
      now.endByRedirect(location);
      settle(SC_FOUND);
    }
    if (!now.isDiscarded()) {
      super.sendRedirect(location);
    }
  }
}
