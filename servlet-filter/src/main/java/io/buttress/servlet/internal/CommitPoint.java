package io.buttress.servlet.internal;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.OptionalLong;

/** When does a container commit by itself? It may be a little later than is said here. */
final class CommitPoint {
  private final HttpServletResponse real;
  private final ContainerHabits habits;
  private OptionalLong declared = OptionalLong.empty();
  private boolean isKnown;

  CommitPoint(HttpServletResponse real, ContainerHabits habits) {
    this.real = real;
    this.habits = habits;
  }

  /** The head has changed. */
  void forget() {
    isKnown = false;
  }

  /**
   * Whether so many bytes more may be too many.
   *
   * @param passed how many the container has got
   */
  boolean isReached(long passed, int bytes) {
    int buffer = real.getBufferSize();
    long total = passed + bytes;
    return total >= buffer
        || bytes > buffer / habits.bufferShare()
        || (bytes > 0 && declared().isPresent() && total >= declared().getAsLong());
  }

  private OptionalLong declared() {
    if (!isKnown) {
      declared =
          Optional.ofNullable(real.getHeader("Content-Length"))
              .filter(ResponseHead::isLength)
              .stream()
              .mapToLong(Long::parseLong)
              .findFirst();
      isKnown = true;
    }
    return declared;
  }
}
