package io.buttress.servlet.internal;

import io.buttress.http.Field;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an application has answered so far. */
abstract class AnsweredResponse extends GuardedResponse {
  private final HttpServletResponse real;
  private final ContainerHabits habits;
  private final SaidHead said;
  private final long cap;
  private @Nullable HttpServletRequest paired;
  private Captured now;
  private volatile boolean broken;

  /**
   * @param cap how many bytes of body are copied before a hook has named a cap; from 0
   */
  AnsweredResponse(HttpServletResponse real, ContainerHabits habits, long cap) {
    super(real);
    this.real = real;
    this.habits = habits;
    this.said = new SaidHead(real);
    this.cap = cap;
    this.now = new Captured(cap);
  }

  /** Whether text was written whose bytes containers differ in. */
  abstract boolean isTextInPieces();

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
    return said.complete(told, hiddenCookies());
  }

  /**
   * The bytes of the body so far, not to be changed; empty if they are not known: over the cap, not
   * captured, rendered by the container for an error, or of text whose bytes containers differ in.
   * For HEAD, what the application wrote.
   */
  public Optional<byte[]> body() {
    return isTextInPieces() ? Optional.empty() : now.body();
  }

  /** Whether the application has written all it will. */
  public boolean isComplete() {
    return now.isOver();
  }

  /**
   * Whether the whole answer is as it is told here: the application is done with it and threw
   * nothing, no write failed, it is as long as declared, and no part went past this response. Not
   * so without a paired request.
   */
  public boolean isIntact() {
    HttpServletRequest request = paired;
    if (request == null) {
      // Nobody knows what asynchronous work went by.
      return false;
    }
    boolean head = request.getMethod().equals("HEAD");
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
    return now.location().map(to -> Optional.ofNullable(real.getHeader("Location")).orElse(to));
  }

  /** Whether the application sends trailer fields. */
  public boolean hasTrailers() {
    return said.hasTrailers();
  }

  /** The application has thrown: what it sent so far is not its answer. */
  public void failed() {
    broken = true;
  }

  final Captured captured() {
    return now;
  }

  final ResponseHead head(int status) {
    return said.with(status);
  }

  final @Nullable HttpServletRequest paired() {
    return paired;
  }

  @Override
  final boolean isIncluded() {
    return paired != null && paired.getDispatcherType() == DispatcherType.INCLUDE;
  }

  /** Whether what was written stays, whatever an included resource says. */
  final boolean keepsBody() {
    return isIncluded() && !habits.clearsForIncluded();
  }

  final void pair(HttpServletRequest request) {
    paired = request;
  }

  /** What was written so far is dropped, and what is known of it. */
  final void forgetBody() {
    now = new Captured(cap);
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (!isFraming(name)) {
      said.field(name);
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (!isFraming(name)) {
      said.field(name);
      super.addHeader(name, value);
    }
  }

  /** How a message is framed is the container's to say; Tomcat says both, and breaks it. */
  private static boolean isFraming(@Nullable String name) {
    return "Transfer-Encoding".equalsIgnoreCase(name);
  }

  @Override
  public void setLocale(@Nullable Locale chosen) {
    if (!isCommitted() && !isIncluded()) {
      said.language(chosen);
    }
    super.setLocale(chosen);
  }

  @Override
  public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
    super.setTrailerFields(supplier);
    said.trailers(supplier != null);
  }

  /** What the hook chose stands: it is about the head. */
  @Override
  public void resetBuffer() {
    super.resetBuffer();
    now = now.withoutBody(cap);
  }

  @Override
  public void reset() {
    super.reset();
    if (!keepsBody()) {
      said.forget();
      forgetBody();
    }
  }
}
