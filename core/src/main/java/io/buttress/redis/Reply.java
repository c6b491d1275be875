package io.buttress.redis;

import io.buttress.ratelimit.Verdict;

/**
 * What a script says to a demand. It is read by the caller who made the demand, so that whoever
 * went to Redis for many need not.
 */
sealed interface Reply permits BucketReply, MixedReply {
  Verdict verdict();
}
