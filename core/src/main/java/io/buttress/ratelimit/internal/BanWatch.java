package io.buttress.ratelimit.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.buttress.ratelimit.BanRule;
import io.buttress.ratelimit.Charge;
import java.util.function.LongSupplier;

/**
 * Counts the rejections of each key on this node, and says when it is to be banned. Bounded: of too
 * many keys, those that are rejected least are forgotten.
 */
public final class BanWatch {
  private static final int MAX_KEYS = 10_000;

  private final Cache<CountId, Count> counts =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).executor(Runnable::run).build();
  private final LongSupplier nanos;

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  public BanWatch(LongSupplier nanos) {
    this.nanos = nanos;
  }

  private record CountId(String policy, String key) {}

  /** The rejections since a first one; begins anew when the rule's time is over. */
  private static final class Count {
    private long first;
    private int rejections;

    synchronized boolean isFull(BanRule rule, long now) {
      if (rejections == 0 || now - first >= rule.within().toNanos()) {
        first = now;
        rejections = 0;
      }
      rejections++;
      if (rejections < rule.rejections()) {
        return false;
      }
      rejections = 0;
      return true;
    }
  }

  /** Notes a rejection; true once for each time that the rule's number of them is reached. */
  public boolean isEnough(Charge charge, BanRule rule) {
    CountId id = new CountId(charge.policy().name(), charge.key());
    return counts.get(id, unknown -> new Count()).isFull(rule, nanos.getAsLong());
  }
}
