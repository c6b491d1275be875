package io.buttress.servlet.internal;

/** What becomes of a response from the moment at which its head is settled. */
public sealed interface Course {
  /** The response goes on; nothing more of it is copied. */
  Course PASS = Plain.PASS;

  /**
   * Nothing of the response reaches the client, neither what it has so far nor what follows: to the
   * application it looks committed, and what it sends is swallowed. The container's own response is
   * not committed. Whoever decided so resets that and answers instead, best at once, within the
   * hook: a container may close the response behind a forward.
   */
  Course DISCARD = Plain.DISCARD;

  /**
   * The response goes on, and a copy of its body is kept.
   *
   * @param bytes how long the body may be; of a longer one nothing is kept; from 0
   */
  static Course capture(long bytes) {
    return new Capture(bytes, false, () -> {});
  }

  /**
   * The same, and somebody is told as soon as it is clear that no copy will be kept.
   *
   * @param bytes how long the body may be; of a longer one nothing is kept; from 0
   * @param lost runs then, once, on the thread that writes
   */
  static Course capture(long bytes, Runnable lost) {
    return new Capture(bytes, false, lost);
  }

  /**
   * The same, and the copy is completed even if the client goes away meanwhile: the application
   * does not notice, and writes its answer to the end, or until it is too long for the copy.
   *
   * @param bytes how long the body may be; of a longer one nothing is kept; from 0
   */
  static Course captureToTheEnd(long bytes) {
    return new Capture(bytes, true, () -> {});
  }

  /** A course that needs no figure. */
  enum Plain implements Course {
    PASS,
    DISCARD
  }

  /**
   * Keeps a copy.
   *
   * @param cap in bytes
   * @param toTheEnd whether also without a client
   * @param lost runs once it is clear that no copy will be kept
   */
  record Capture(long cap, boolean toTheEnd, Runnable lost) implements Course {
    /**
     * @throws IllegalArgumentException if the cap is below 0
     */
    public Capture {
      if (cap < 0) {
        throw new IllegalArgumentException("the cap of a copy is " + cap + ", which is below 0");
      }
    }
  }
}
