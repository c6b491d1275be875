package io.buttress.idempotency.internal;

import io.buttress.idempotency.StoredAnswer;
import java.util.Optional;

/**
 * What is stored when a request is done.
 *
 * @param fingerprint of the whole request
 * @param answer empty if it can't be replayed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Recorded(byte[] fingerprint, Optional<StoredAnswer> answer) {}
