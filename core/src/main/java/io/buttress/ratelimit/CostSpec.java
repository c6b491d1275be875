package io.buttress.ratelimit;

import java.util.Map;

/**
 * What a request costs.
 *
 * @param perRequest charged before the application runs, from 1
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

  public CostSpec {
    byStatus = Map.copyOf(byStatus);
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
