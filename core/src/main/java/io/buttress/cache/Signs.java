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

  private static Set<Identity> with(Set<Identity> signs, Identity sign) {
    EnumSet<Identity> more = EnumSet.of(sign);
    more.addAll(signs);
    return more;
  }
}
