package io.buttress.cache;

import java.util.List;
import java.util.Set;

/**
 * What servers add to every answer under a security constraint, so that no proxy keeps it: older
 * Tomcats and Payara {@code private} with an Expires of 1970, WildFly {@code no-cache, no-store,
 * must-revalidate} with Pragma and an Expires of 0. What Tomcat says since version 9, {@code
 * private} alone, an application may say as well: so it takes an edge to know whether it was said
 * ahead of it.
 */
final class ContainerFields {
  private static final Set<String> CONTROLS =
      Set.of("private", "no-cache", "no-cache, no-store, must-revalidate");
  private static final Set<String> EXPIRES =
      Set.of("0", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 1970 01:00:00 GMT");

  private ContainerFields() {}

  /** Whether freshness is told by exactly these, and so not by the application. */
  static boolean are(FieldLines fields) {
    List<String> control = fields.values("Cache-Control");
    String expires = fields.first("Expires");
    return control.size() == 1
        && CONTROLS.contains(control.get(0))
        && expires != null
        && EXPIRES.contains(expires);
  }
}
