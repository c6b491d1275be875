package io.buttress.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Which demands may share a trip: all, or in a cluster those of one slot. */
final class Lanes {
  private static final int SLOTS = 16_384;

  private final boolean cluster;
  private final Lane.Trip<Demand, Reply> trip;
  private final Duration patience;
  private final Regulars regulars = new Regulars();
  private final AtomicReferenceArray<Lane<Demand, Reply>> lanes;

  Lanes(boolean cluster, Lane.Trip<Demand, Reply> trip, Duration patience) {
    this.cluster = cluster;
    this.trip = trip;
    this.patience = patience;
    this.lanes = new AtomicReferenceArray<>(cluster ? SLOTS : 1);
  }

  /** The lane of all keys with the hash tag of this one. */
  Lane<Demand, Reply> forKey(String key) {
    int slot = cluster ? JedisClusterCRC16.getSlot(key) : 0;
    Lane<Demand, Reply> lane = lanes.get(slot);
    if (lane != null) {
      return lane;
    }
    Lane<Demand, Reply> made = new Lane<>(trip, patience, regulars);
    Lane<Demand, Reply> first = lanes.compareAndExchange(slot, null, made);
    return first == null ? made : first;
  }
}
