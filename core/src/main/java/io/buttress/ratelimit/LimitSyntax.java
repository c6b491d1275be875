package io.buttress.ratelimit;

import io.buttress.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads limits as they are written: {@code 100/1m}; {@code burst:10/1s, sustained:1000/1h burst
 * 50}; with {@code CONCURRENCY} {@code 20}. The rest of what a {@link Limit} needs is the policy's.
 *
 * <p>A limit's name is the policy's if it is alone and has none of its own, else the policy's,
 * {@code :}, and its own or its window: {@code search:burst}, {@code search:1h}. No policy's name
 * has a colon, so names are unique in the application if policies are.
 *
 * @param policy the policy's name
 * @param algorithm how the limits count
 * @param maxWait with {@code LEAKY_BUCKET}: the longest wait
 * @param lease with {@code CONCURRENCY}: after how long a request in flight is given up as lost
 */
public record LimitSyntax(String policy, Algorithm algorithm, Duration maxWait, Duration lease) {
  /** What may be written where limits are rates, for messages. */
  public static final String RATES =
      "limits such as 100/1m, several with commas, each maybe named or with a burst: burst:10/1s,"
          + " sustained:1000/1h burst 50";

  /** What may be written with the algorithm {@code concurrency}, for messages. */
  public static final String CONCURRENT =
      "how many requests may be in flight, such as 20; the algorithm concurrency has no window";

  /** How many limits a set has at most. */
  public static final int MOST = LimitSet.MAX;

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?:([A-Za-z0-9_-]{1,32})\\s*:)?\\s*(\\d{1,40})\\s*(?:/\\s*([\\w.]{1,40}))?"
              + "(?:\\s+burst\\s+(\\d{1,40}))?");
  private static final int LONGEST_EXACT = 18;

  /** How the limits of that policy are written. */
  public static LimitSyntax of(RateLimitPolicy policy) {
    Limit model = policy.limits().standard().limits().get(0);
    return new LimitSyntax(policy.name(), model.algorithm(), model.maxWait(), model.window());
  }

  /**
   * Reads limits of which none is given a burst from outside.
   *
   * @throws IllegalArgumentException if they can't be read; the message says what is allowed
   */
  public LimitSet parse(String text) {
    return parse(text, OptionalLong.empty());
  }

  /**
   * Reads limits.
   *
   * @param burst the burst of the only limit, if it names none itself
   * @throws IllegalArgumentException if they can't be read; the message says what is allowed
   */
  public LimitSet parse(String text, OptionalLong burst) {
    String[] entries = text.split(",", -1);
    if (entries.length > MOST) {
      throw new IllegalArgumentException("allowed are at most " + MOST + " limits");
    }
    if (burst.isPresent() && entries.length > 1) {
      throw new IllegalArgumentException(
          "of several limits each has its own burst, such as 10/1s burst 20, 1000/1h");
    }
    List<Limit> limits = new ArrayList<>();
    for (String entry : entries) {
      limits.add(limit(entry.strip(), entries.length == 1, burst));
    }
    requireDistinctNames(limits);
    return new LimitSet(limits);
  }

  private Limit limit(String entry, boolean alone, OptionalLong outerBurst) {
    Matcher matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("allowed are " + allowed());
    }
    String window = matcher.group(3);
    String inner = matcher.group(4);
    boolean concurrent = algorithm == Algorithm.CONCURRENCY;
    if ((window == null) != concurrent) {
      throw new IllegalArgumentException("allowed are " + allowed());
    }
    boolean hasBurst = inner != null || outerBurst.isPresent();
    if (hasBurst && algorithm != Algorithm.TOKEN_BUCKET) {
      throw new IllegalArgumentException(
          "a burst goes with the algorithm token-bucket alone, not with " + kebab(algorithm));
    }
    long quota = number(matcher.group(2));
    long burst = inner != null ? number(inner) : outerBurst.orElse(quota);
    Duration length = window == null ? lease : Durations.parse(window);
    Duration wait = algorithm == Algorithm.LEAKY_BUCKET ? maxWait : Duration.ZERO;
    String own = matcher.group(1);
    String name = alone && own == null ? policy : policy + ":" + ownName(own, window);
    return new Limit(name, algorithm, quota, length, burst, wait);
  }

  /** Of more digits the largest there is, so that the message tells what is allowed. */
  private static long number(String digits) {
    return digits.length() <= LONGEST_EXACT ? Long.parseLong(digits) : Long.MAX_VALUE;
  }

  private static String ownName(@Nullable String own, @Nullable String window) {
    if (own != null) {
      return own;
    }
    return window == null ? "in-flight" : Durations.format(Durations.parse(window));
  }

  private static void requireDistinctNames(List<Limit> limits) {
    Set<String> names = new TreeSet<>();
    for (Limit limit : limits) {
      if (!names.add(limit.name())) {
        throw new IllegalArgumentException(
            "two limits are called "
                + limit.name()
                + ": give each a name of its own, such as first:10/1s, second:20/1s");
      }
    }
  }

  private String allowed() {
    return algorithm == Algorithm.CONCURRENCY ? CONCURRENT : RATES;
  }

  private static String kebab(Algorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
