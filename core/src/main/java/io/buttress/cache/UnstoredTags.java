package io.buttress.cache;

import io.buttress.http.Field;
import java.util.Optional;

/** Entity tags for answers that are not stored, so that a client that has them is told so. */
final class UnstoredTags {
  private UnstoredTags() {}

  /** The tag; empty if a policy does not want any, or the answer has one, or no use for one. */
  static Optional<Field> of(
      CachePolicy policy, int status, FieldLines fields, Optional<byte[]> whole) {
    boolean wanted =
        status == 200
            && !fields.has("ETag")
            // No client has it then.
            && !CacheControl.parse(fields.values("Cache-Control")).has("no-store");
    return whole
        .filter(body -> wanted && body.length <= policy.storage().taggedUnstored())
        .map(body -> new Field("ETag", OwnEtag.of(body, policy)));
  }
}
