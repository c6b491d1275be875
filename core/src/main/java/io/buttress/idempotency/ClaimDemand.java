package io.buttress.idempotency;

import java.time.Duration;

/**
 * What it takes to claim a key.
 *
 * @param id the key within its scope
 * @param owner a text that no other claim has
 * @param fingerprint what identifies the request, 16 bytes
 * @param lease how long the claim lasts without a renewal
 * @param maxExecution how long it can be renewed
 * @param ttl how long the record is kept if nothing more is heard of it
 * @param takeOver whether a key is taken whose owner is lost
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ClaimDemand(
    String id,
    String owner,
    byte[] fingerprint,
    Duration lease,
    Duration maxExecution,
    Duration ttl,
    boolean takeOver) {}
