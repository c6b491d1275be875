package io.buttress.idempotency;

import java.time.Duration;

/**
 * What it takes to claim a key.
 *
 * @param id the key within its scope
 * @param owner a text that no other claim has
 * @param head the part of the fingerprint that is known before the body is read
 * @param lease how long the claim lasts without a renewal
 * @param maxExecution how long it can be renewed
 * @param ttl how long the record is kept if nothing more is heard of it
 * @param takeOver whether a key is taken whose owner is lost
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record ClaimDemand(
    String id,
    String owner,
    byte[] head,
    Duration lease,
    Duration maxExecution,
    Duration ttl,
    boolean takeOver) {}
