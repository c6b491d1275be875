package io.buttress.redis;

import java.util.List;

/**
 * The demand of a caller who finds nobody to share a trip with, if it is one bucket's: the usual
 * case, so nothing is sorted, summed or written anew for it.
 */
record SingleBucket(Demand demand) implements Batch {
  @Override
  public RedisScript script(Scripts scripts) {
    return scripts.bucket();
  }

  @Override
  public List<byte[]> keys() {
    return List.of(Words.bytes(demand.keys().get(0)));
  }

  @Override
  public List<byte[]> arguments() {
    return demand.plan().singleBucket();
  }

  @Override
  public List<Reply> replies(Object answer) {
    return List.of(BucketReply.ofSingle(demand, (Long) answer));
  }
}
