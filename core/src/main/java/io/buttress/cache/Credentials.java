package io.buttress.cache;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Signs of one user that no standard tells of: fields and cookies by their usual names. */
final class Credentials {
  /** By which clients, or proxies that have asked them, say who they are. */
  private static final List<String> FIELDS =
      List.of(
          "X-API-Key",
          "Api-Key",
          "X-Auth-Token",
          "X-Access-Token",
          "Private-Token",
          "Ocp-Apim-Subscription-Key",
          "X-Forwarded-User",
          "X-Remote-User",
          "Remote-User",
          "X-Auth-Request-User");

  /** What the name of a cookie has in it by which an application knows a user again. */
  private static final List<String> COOKIES =
      List.of("sess", "auth", "token", "jwt", "login", "remember", "sso");

  private Credentials() {}

  /**
   * Whether a field tells of a user.
   *
   * @param counted names of fields that belong to the key
   */
  static boolean areInFields(CacheRequest request, Set<String> counted) {
    // An index loop: this runs for each request.
    for (int i = 0; i < FIELDS.size(); i++) {
      String name = FIELDS.get(i);
      if (request.header(name) != null && counted.stream().noneMatch(name::equalsIgnoreCase)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a cookie does.
   *
   * @param counted names of cookies that belong to the key
   */
  static boolean areInCookies(List<String> lines, Set<String> counted) {
    return Cookies.hasAny(lines, name -> !counted.contains(name) && tellsOfUser(name));
  }

  private static boolean tellsOfUser(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith("sid") || COOKIES.stream().anyMatch(lower::contains);
  }
}
