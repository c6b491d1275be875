package io.buttress.cache;

/** Writes Cache-Status (RFC 9211). The key is never told. */
final class CacheStatus {
  private static final String CACHE = "Buttress";

  private CacheStatus() {}

  /**
   * Served from the store without asking the application.
   *
   * @param remaining for how long it stays fresh, in milliseconds; not above 0 if it is stale
   */
  static String hit(long remaining) {
    return CACHE + "; hit; ttl=" + Math.floorDiv(remaining, 1000);
  }

  /** Served from the store after the application was asked, or had failed. */
  static String forwarded(Forward reason, int status, String detail) {
    return CACHE
        + "; fwd="
        + reason.text
        + (status > 0 ? "; fwd-status=" + status : "")
        + (detail.isEmpty() ? "" : "; detail=" + detail);
  }

  /** The application's own answer. */
  static String passed(Forward reason, boolean stored, boolean collapsed) {
    return CACHE
        + "; fwd="
        + reason.text
        + (stored ? "; stored" : "")
        + (collapsed ? "; collapsed" : "");
  }

  /** Why the application was asked (RFC 9211, 2.2). */
  enum Forward {
    BYPASS("bypass"),
    METHOD("method"),
    MISS("uri-miss"),
    VARY_MISS("vary-miss"),
    REQUEST("request"),
    STALE("stale"),
    PARTIAL("partial");

    private final String text;

    Forward(String text) {
      this.text = text;
    }
  }
}
