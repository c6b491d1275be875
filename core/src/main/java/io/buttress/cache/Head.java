package io.buttress.cache;

import io.buttress.http.Field;
import java.util.List;

/** What becomes of an answer whose head is known. */
public sealed interface Head {
  /** It goes on to the client, with these fields added. */
  record Pass(List<Field> added) implements Head {}

  /**
   * It goes on to the client, with these fields added, and a copy is kept.
   *
   * @param cap the largest body, in bytes
   */
  record Capture(List<Field> added, long cap) implements Head {}

  /** The client gets this answer in its place. */
  record Replace(Reply reply) implements Head {}
}
