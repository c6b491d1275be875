package io.buttress.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who waits on this node until another one has an answer. They are woken by messages, and look
 * themselves now and then: a message can get lost.
 */
final class FillWaiters {
  private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final Map<String, List<CountDownLatch>> waiting = new ConcurrentHashMap<>();

  /**
   * Waits.
   *
   * @param led asks whether there is something to wait for
   * @return false if there still is
   */
  boolean await(String id, Duration atMost, BooleanSupplier led) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long slice = FIRST_LOOK_NANOS;
    while (true) {
      CountDownLatch woken = new CountDownLatch(1);
      // Before the look: what ends after it is told.
      waiting.merge(id, List.of(woken), FillWaiters::both);
      try {
        long left = end - System.nanoTime();
        if (!led.getAsBoolean()) {
          return true;
        }
        if (left <= 0) {
          return false;
        }
        boolean unused = woken.await(Math.min(left, slice), TimeUnit.NANOSECONDS);
      } finally {
        waiting.computeIfPresent(id, (same, latches) -> without(latches, woken));
      }
      slice = Math.min(2 * slice, LONGEST_NANOS);
    }
  }

  private static List<CountDownLatch> both(List<CountDownLatch> some, List<CountDownLatch> more) {
    List<CountDownLatch> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private static @Nullable List<CountDownLatch> without(
      List<CountDownLatch> latches, CountDownLatch one) {
    List<CountDownLatch> left = latches.stream().filter(latch -> latch != one).toList();
    return left.isEmpty() ? null : left;
  }

  void wake(String id) {
    List<CountDownLatch> latches = waiting.get(id);
    if (latches != null) {
      latches.forEach(CountDownLatch::countDown);
    }
  }
}
