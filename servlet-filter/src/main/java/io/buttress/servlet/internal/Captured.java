package io.buttress.servlet.internal;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is known of a response since its beginning or last reset. */
final class Captured {
  private final BodyCopy copy;
  private long passed;
  private @Nullable Course course;
  private @Nullable ResponseHead head;
  private OptionalInt error = OptionalInt.empty();
  private Optional<String> message = Optional.empty();
  private Optional<String> location = Optional.empty();
  private boolean alone;
  private boolean over;
  private boolean flawed;
  private boolean lossTold;

  Captured(long cap) {
    copy = new BodyCopy(cap);
  }

  /** The same, of whose body nothing was written yet. */
  Captured withoutBody(long cap) {
    Captured empty = new Captured(cap);
    if (head != null && course != null) {
      empty.settle(head);
      empty.take(course);
      empty.flawed = flawed;
    }
    return empty;
  }

  /** Bytes are on their way to the container. */
  void pass(int bytes) {
    passed += bytes;
  }

  /** How many bytes the container got, or somewhat more. */
  long passed() {
    return passed;
  }

  void add(byte single) {
    if (over) {
      flawed = true;
    } else {
      copy.add(single);
      tellLoss();
    }
  }

  void add(byte[] bytes, int offset, int length) {
    if (over && length > 0) {
      // Some send that yet, others drop it.
      flawed = true;
    } else {
      copy.add(bytes, offset, length);
      tellLoss();
    }
  }

  void loseBody() {
    copy.lose();
    tellLoss();
  }

  private void tellLoss() {
    if (!lossTold && !copy.isKept() && course instanceof Course.Capture capture) {
      lossTold = true;
      capture.lost().run();
    }
  }

  /** The head is as it will be sent, unless the container has sent another already. */
  void settle(ResponseHead settled) {
    head = settled;
    course = Course.PASS;
  }

  /**
   * The container has sent a head by itself. Only of a redirect is it clear what that was: Servlet
   * 6.1 has more ways to send one, which go by a wrapper of 6.0.
   */
  void settleTooLate(ResponseHead sent) {
    settle(sent);
    Optional<String> target = passed == 0 ? sent.redirectTarget() : Optional.empty();
    target.ifPresentOrElse(this::endByRedirect, this::spoil);
    copy.lose();
  }

  void take(Course chosen) {
    course = chosen;
    if (chosen instanceof Course.Capture capture) {
      copy.limit(capture.cap());
      tellLoss();
    } else {
      copy.lose();
    }
  }

  /** The client is gone: whether the application is to go on. */
  boolean goOnAlone() {
    alone |= course instanceof Course.Capture capture && capture.toTheEnd() && copy.isKept();
    return alone;
  }

  boolean isAlone() {
    return alone;
  }

  boolean isSettled() {
    return course != null;
  }

  boolean isDiscarded() {
    return course == Course.DISCARD;
  }

  boolean isListening() {
    return course == null || copy.isKept();
  }

  Optional<ResponseHead> head() {
    return Optional.ofNullable(head);
  }

  void endByError(int status, Optional<String> text) {
    error = OptionalInt.of(status);
    message = text;
    over = true;
  }

  /**
   * @param to null if the application named no place, which some containers take
   */
  void endByRedirect(@Nullable String to) {
    location = Optional.ofNullable(to);
    over = true;
  }

  /** The status of an error that the container renders. */
  OptionalInt error() {
    return error;
  }

  Optional<String> message() {
    return message;
  }

  Optional<String> location() {
    return location;
  }

  /** The application wrote its last byte. */
  void end() {
    over = true;
  }

  boolean isOver() {
    return over;
  }

  /** Something went wrong, or otherwise than was seen. */
  void spoil() {
    flawed = true;
  }

  /**
   * Whether the answer is whole.
   *
   * @param counted how many bytes of body the container counted, where it tells
   */
  boolean isWhole(boolean bodyless, OptionalLong counted) {
    if (flawed || !over || isDiscarded() || head == null || !head.isSound()) {
      return false;
    }
    if (error.isPresent() || location.isPresent() || bodyless || !copy.isKept()) {
      return true;
    }
    OptionalLong declared = head.declaredLength();
    return (declared.isEmpty() || declared.getAsLong() == copy.size())
        && (alone || counted.isEmpty() || counted.getAsLong() == copy.size());
  }

  Optional<byte[]> body() {
    return error.isPresent() || flawed ? Optional.empty() : copy.bytes();
  }
}
