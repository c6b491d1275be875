package io.buttress.servlet.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
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
public final class CapturingResponse extends AnsweredResponse {
  /** How much is copied before the hook has named a cap, in bytes. */
  public static final long DEFAULT_CAP = 1024 * 1024;

  private static final Logger LOG = System.getLogger(CapturingResponse.class.getName());

  private final ContainerHabits habits;
  private final CommitHook hook;
  private final ResponseTap tap = new ResponseTap(this);
  private final Outlets outlets;
  private final CommitPoint commit;
  private final Completion completion = new Completion();
  private boolean inHook;

  /** Copies up to {@link #DEFAULT_CAP} until the hook names a cap. */
  public CapturingResponse(HttpServletResponse real, CommitHook hook) {
    this(real, DEFAULT_CAP, hook);
  }

  /**
   * @param cap how many bytes of body are copied before the hook names a cap; from 0
   */
  public CapturingResponse(HttpServletResponse real, long cap, CommitHook hook) {
    this(real, ContainerHabits.of(real), cap, hook);
  }

  private CapturingResponse(
      HttpServletResponse real, ContainerHabits habits, long cap, CommitHook hook) {
    super(real, habits, cap);
    this.habits = habits;
    this.hook = hook;
    this.outlets = new Outlets(tap, habits, this);
    this.commit = new CommitPoint(real, habits);
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
    AsyncWatch watch = new AsyncWatch(this::follow, this::finish);
    HttpServletRequest pair = new PairedRequest(request, this, watch, habits);
    pair(pair);
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
      if (request.getAsyncContext().hasOriginalRequestAndResponse()) {
        failed();
      }
      follow(request.getAsyncContext());
    }
    completion.returned(
        () -> {
          finish();
          then.run();
        });
  }

  /** From its start: some containers complete it before the application has returned. */
  private void follow(AsyncContext started) {
    if (completion.start()) {
      started.addListener(new WhenComplete(this::failed, completion::completed));
    }
  }

  /** The application has written all it will: the hook runs now, if it has not yet. */
  public void finish() {
    captured().end();
    settle(getStatus());
  }

  /** Whether so many bytes more may make the container commit. */
  boolean commitsAt(int bytes) {
    return commit.isReached(captured().passed(), bytes);
  }

  /** Asks the hook, once. */
  void settle(int status) {
    Captured now = captured();
    if (now.isSettled()) {
      return;
    }
    boolean sent = super.isCommitted();
    if (sent) {
      now.settleTooLate(head(status));
    } else {
      now.settle(head(status));
    }
    inHook = true;
    try {
      Course chosen = hook.beforeCommit(this);
      if (!sent) {
        now.take(chosen);
      }
    } finally {
      inHook = false;
    }
  }

  @Override
  boolean admitsHead() {
    commit.forget();
    Captured now = captured();
    if (now.isDiscarded()) {
      return false;
    }
    if (now.isSettled() && !inHook && !super.isCommitted()) {
      now.spoil();
    }
    return true;
  }

  @Override
  boolean isTextInPieces() {
    return outlets.isTextInPieces();
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
    return isDiscarded() || super.isCommitted();
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    return isDiscarded() ? outlets.idleStream() : outlets.stream(super.getOutputStream());
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (isDiscarded()) {
      return outlets.idleWriter();
    }
    if (outlets.areUntouched() && habits.closesWriterNext()) {
      return new ClosingWriter(getOutputStream());
    }
    return outlets.writer(super.getWriter(), getCharacterEncoding());
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

  @Override
  public void resetBuffer() {
    refuseIfDiscarded();
    super.resetBuffer();
  }

  @Override
  public void reset() {
    refuseIfDiscarded();
    super.reset();
    if (!keepsBody()) {
      commit.forget();
      outlets.forget();
    }
  }

  private void refuseIfDiscarded() {
    if (isDiscarded()) {
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
    if (!super.isCommitted() && !isIncluded() && !habits.hintsBy(status)) {
      captured().endByError(status, message);
      settle(status);
    }
    return !isDiscarded();
  }

  @Override
  public void sendRedirect(@Nullable String location) throws IOException {
    refuseIfDiscarded();
    if (!super.isCommitted()) {
      endByRedirect(location);
    }
    if (!isDiscarded()) {
      super.sendRedirect(location);
    }
  }

  private void endByRedirect(@Nullable String location) {
    if (!isIncluded()) {
      forgetBody();
      captured().endByRedirect(location);
      settle(SC_FOUND);
    } else if (!keepsBody()) {
      forgetBody();
    }
  }
}
