package io.buttress.cache;

import java.util.concurrent.ThreadLocalRandom;

/** What is kept of an answer when its body is known. */
final class Finishing {
  private Finishing() {}

  /** With the tag that it gets if it has none. */
  static StoredResponse tagged(StoredResponse candidate, byte[] body, CachePolicy policy) {
    boolean own =
        policy.storage().etags() && candidate.status() == 200 && !candidate.fields().has("ETag");
    return own
        ? candidate.with(
            candidate.fields().with("ETag", OwnEtag.of(body, policy)),
            candidate.terms().withOwnEtag())
        : candidate;
  }

  /** All of it. */
  static StoredResponse of(StoredResponse candidate, byte[] body, CachePolicy policy) {
    StoredResponse tagged = tagged(candidate, body, policy);
    Terms terms = tagged.terms();
    double jitter = terms.explicit() ? 0 : policy.times().jitter();
    Gzipped gzipped =
        policy
            .storage()
            .compression()
            .filter(compression -> compression.suits(tagged.status(), tagged.fields()))
            .flatMap(compression -> compression.of(tagged.fields(), body))
            .orElse(null);
    return tagged.with(body, gzipped, terms.withLifetime(jittered(terms.lifetime(), jitter)));
  }

  private static long jittered(long lifetime, double jitter) {
    double chance = ThreadLocalRandom.current().nextDouble();
    return jitter <= 0 ? lifetime : (long) (lifetime * (1 - jitter * chance));
  }
}
