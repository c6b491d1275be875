package io.buttress.cache;

/** Writes Cache-Status (RFC 9211). The key is never told. */
final class CacheStatus {
  private static final String CACHE = "Buttress";

  private CacheStatus() {}

  /**
   * Served from the store without asking the application.
   *
   * @param remaining for how long it stays fresh, in milliseconds; not above 0 if it is stale
   * @param collapsed whether the client has waited for another one's answer, and got it
   */
  static String hit(long remaining, boolean collapsed) {
    return CACHE
        + "; hit; ttl="
        + Math.floorDiv(remaining, 1000)
        + (collapsed ? "; collapsed" : "");
  }

  /** Served from the store after the application was asked, or had failed. */
  static String forwarded(Forward reason, int status, String detail) {
    return CACHE
        + "; fwd="
        + reason.text
        + (status > 0 ? "; fwd-status=" + status : "")
        + (detail.isEmpty() ? "" : "; detail=" + detail);
  }

  /**
   * The application's own answer.
   *
   * @param waited whether the client has waited for another one's answer, which was not for it (RFC
   *     9211, 2.6)
   */
  static String passed(Forward reason, boolean stored, boolean waited) {
    return CACHE
        + "; fwd="
        + reason.text
        + (stored ? "; stored" : "")
        + (waited ? "; collapsed=?0" : "");
  }

  /** Why the application was asked (RFC 9211, 2.2). */
  enum Forward {
    BYPASS("bypass"),
    METHOD("method"),
    /** Nothing of that URI is stored, or nothing for such a request: nobody looks which. */
    MISS("miss"),
    /** What is stored is fresh, and the client wants a newer one. */
    REQUEST("request"),
    STALE("stale");

    private final String text;

    Forward(String text) {
      this.text = text;
    }
  }
}
