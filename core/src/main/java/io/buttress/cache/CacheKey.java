package io.buttress.cache;

import java.util.Set;

/**
 * Under what a response is stored: its primary key (RFC 9111, 2).
 *
 * @param text the normalised target URI and what a policy adds to it; equal for requests that may
 *     share answers and for no others
 * @param id a digest of the text, 22 characters of base64url (128 bits)
 * @param marks the purges that concern everything under this key: {@link Mark#EVERYTHING}, that of
 *     the URI, and those of each prefix of its path
 */
public record CacheKey(String text, String id, Set<String> marks) {
  public CacheKey {
    marks = Set.copyOf(marks);
  }
}
