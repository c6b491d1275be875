package io.buttress.cache;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a stored response in gzip: another representation of it, with a tag of its own
 * (RFC 9110, 8.8.3.3).
 *
 * @param etag null if the response has none
 * @param body the coded bytes; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // A copy of each body for each hit would cost more.
public record Gzipped(@Nullable String etag, byte[] body) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Gzipped that
        && Objects.equals(etag, that.etag)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(etag, Arrays.hashCode(body));
  }

  @Override
  public String toString() {
    return "Gzipped[" + etag + ", " + body.length + " bytes]";
  }
}
