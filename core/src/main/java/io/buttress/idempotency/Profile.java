package io.buttress.idempotency;

import java.util.Set;

/** Which answers are final: they are stored and replayed. All others leave the key free. */
public enum Profile {
  /** 2xx, 302, 303, 402, 404, 409, 410 and 422. */
  DEFAULT,
  /** These, and 5xx: once an application has begun, its answer stands. */
  STRICT;

  // 302 is what sendRedirect answers a form with once its work is done: a 303 by its old name.
  private static final Set<Integer> FINAL = Set.of(302, 303, 402, 404, 409, 410, 422);

  /** Whether an answer of that status is stored. */
  public boolean stores(int status) {
    return (status >= 200 && status < 300)
        || FINAL.contains(status)
        || (this == STRICT && status >= 500);
  }
}
