package io.buttress.cache;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What of a request tells that it is one user's, where the profile minds that. */
final class Signs {
  private Signs() {}

  /**
   * Those that it bears.
   *
   * @param seen on other ways; they are among the result
   */
  static Set<Identity> of(CacheRequest request, CachePolicy policy, Set<Identity> seen) {
    Set<Identity> signs = seen;
    if (policy.profile() == Profile.RFC) {
      return signs;
    }
    if (request.header("Authorization") != null
        || Credentials.areInFields(request, policy.key().headers())) {
      signs = with(signs, Identity.AUTHORIZATION);
    }
    if (request.principal() != null) {
      signs = with(signs, Identity.USER);
    }
    List<String> cookies = request.headers("Cookie");
    if (request.sessionId() != null || Credentials.areInCookies(cookies, policy.key().cookies())) {
      signs = with(signs, Identity.SESSION);
    }
    if (Cookies.hasOthers(cookies, policy.key().cookies())) {
      signs = with(signs, Identity.COOKIE);
    }
    return signs;
  }

  /** In spite of what the request bears of its user, what is stored may be meant for all. */
  static boolean permit(Set<Identity> signs, CachePolicy policy, Terms terms) {
    return terms.forEverybody() || !areMinded(signs, policy, terms.explicit());
  }

  /**
   * Whether one of them keeps a request from what is shared.
   *
   * @param explicit whether what is shared says how long it is fresh: then a cookie is none
   */
  static boolean areMinded(Set<Identity> signs, CachePolicy policy, boolean explicit) {
    if (signs.isEmpty()) {
      return false;
    }
    for (Identity sign : signs) {
      if (!(explicit && sign == Identity.COOKIE) && policy.minds(sign)) {
        return true;
      }
    }
    return false;
  }

  private static Set<Identity> with(Set<Identity> signs, Identity sign) {
    EnumSet<Identity> more = EnumSet.of(sign);
    more.addAll(signs);
    return more;
  }
}
