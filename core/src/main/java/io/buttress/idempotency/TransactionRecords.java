package io.buttress.idempotency;

import java.util.Optional;

/**
 * Keeps the records of keys where an application keeps its data, in the transaction of its caller:
 * what is written here is there if, and only if, what the caller writes is.
 */
public interface TransactionRecords {
  /** What is written under a key; as the caller's transaction sees it. */
  Optional<Entry> find(String id);

  /**
   * Writes that a key is worked on. Where another transaction is doing the same, waits for its end.
   *
   * @return false if another transaction was first; the caller's can do nothing more then but end
   */
  boolean insert(String id, String fingerprint);

  /** Writes what the work under the key returned. */
  void complete(String id, String result);

  /** Takes back what {@link #insert} has written. */
  void remove(String id);

  /**
   * What is written.
   *
   * @param result empty while the work goes on
   */
  record Entry(String fingerprint, Optional<String> result) {}
}
