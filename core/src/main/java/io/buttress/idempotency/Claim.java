package io.buttress.idempotency;

/**
 * An owner's hold of a key. Whatever is written under the key later has to show it.
 *
 * @param id the key within its scope
 * @param owner chosen at random by the owner
 * @param fence given by the store: higher than that of any claim of the key before
 */
public record Claim(String id, String owner, long fence) {}
