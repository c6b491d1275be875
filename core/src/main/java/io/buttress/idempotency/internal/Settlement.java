package io.buttress.idempotency.internal;

import io.buttress.idempotency.IdempotencyListener.Event;
import io.buttress.idempotency.IdempotencyStore.Release;

/** How a claim ends in the store. */
public sealed interface Settlement {
  /**
   * With a record.
   *
   * @param event what happens thereby
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Complete(byte[] record, Event event) implements Settlement {}

  /** Without one. */
  record GiveUp(Release how) implements Settlement {}

  /** What it takes in memory while it waits for the store, in bytes. */
  default long size() {
    return this instanceof Complete complete ? complete.record().length : 0;
  }
}
