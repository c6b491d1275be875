package io.buttress.ratelimit;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a request costs.
 *
 * <p>What the whole cost exceeds the charged cost by is a debt: it is charged even where nothing is
 * left, and has to be worked off before the next request is admitted. A debt is at most ten times
 * what the limit holds.
 *
 * @param perRequest charged before the application runs, from 1 to {@link Limit#MAX_QUOTA}
 * @param settlement how the rest is found after the response
 * @param byStatus with {@code BY_STATUS}: the whole cost by status code or class, keys such as
 *     {@code 401} or {@code 4xx}, the exact one first; a status without an entry costs what was
 *     charged
 * @param bytesPerUnit with {@code BY_BYTES}: how many bytes of body cost 1, rounded up; from 1
 */
public record CostSpec(
    long perRequest, Settlement settlement, Map<String, Long> byStatus, long bytesPerUnit) {
  /** One a request, nothing to settle. */
  public static final CostSpec ONE = new CostSpec(1, Settlement.NONE, Map.of(), 1);

  private static final Pattern STATUS = Pattern.compile("[1-5](\\d\\d|xx)");

  /**
   * @throws IllegalArgumentException if a value is out of range; says what is allowed
   */
  public CostSpec {
    byStatus = Map.copyOf(byStatus);
    Ranges.require("the cost of a request", perRequest, 1, Limit.MAX_QUOTA);
    Ranges.require("the bytes that cost 1", bytesPerUnit, 1, Limit.MAX_QUOTA);
    byStatus.forEach(CostSpec::requireStatus);
  }

  private static void requireStatus(String status, long cost) {
    if (!STATUS.matcher(status).matches()) {
      throw new IllegalArgumentException(
          "costs by status: '"
              + status
              + "' is not allowed, but codes such as 401 and classes 4xx");
    }
    Ranges.require("the cost of status " + status, cost, 0, Limit.MAX_QUOTA);
  }

  /**
   * What a request costs altogether, known when its response has ended.
   *
   * @return from 0 to {@link Limit#MAX_QUOTA}
   */
  public long wholeCost(ResponseOutcome outcome) {
    long whole =
        switch (settlement) {
          case NONE -> perRequest;
          case BY_STATUS -> costOf(outcome.status());
          case BY_BYTES -> outcome.bodyBytes() / bytesPerUnit + partOf(outcome.bodyBytes());
          case BY_APPLICATION -> outcome.declaredCost().orElse(perRequest);
        };
    return Math.min(whole, Limit.MAX_QUOTA);
  }

  private long partOf(long bytes) {
    return bytes % bytesPerUnit == 0 ? 0 : 1;
  }

  private long costOf(int status) {
    Long exact = byStatus.get(Integer.toString(status));
    return exact != null ? exact : byStatus.getOrDefault(status / 100 + "xx", perRequest);
  }

  /** Whether a response can make its request cheaper than what was charged before. */
  public boolean canGiveBack() {
    return switch (settlement) {
      case NONE -> false;
      case BY_STATUS -> byStatus.values().stream().anyMatch(cost -> cost < perRequest);
      case BY_BYTES, BY_APPLICATION -> true;
    };
  }

  /** How the whole cost of a request is found after its response. */
  public enum Settlement {
    /** It is what was charged before. */
    NONE,
    /** By the response's status code. */
    BY_STATUS,
    /** By the size of the response's body. */
    BY_BYTES,
    /** By what the application says. */
    BY_APPLICATION
  }
}
