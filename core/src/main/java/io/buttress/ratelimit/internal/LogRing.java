package io.buttress.ratelimit.internal;

/** Instants and costs in order, the oldest first. Not safe for several threads. */
final class LogRing {
  private static final int SMALLEST = 8;

  private long[] instants = new long[SMALLEST];
  private long[] costs = new long[SMALLEST];
  private int oldest;
  private int size;
  private long total;

  long total() {
    return total;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long youngest() {
    return instants[index(size - 1)];
  }

  void add(long now, long cost) {
    if (size == instants.length) {
      grow();
    }
    // A thread that was held up may come late: the order is kept, against the client.
    instants[index(size)] = isEmpty() ? now : Math.max(now, youngest());
    costs[index(size)] = cost;
    size++;
    total += cost;
  }

  /** Forgets what is from that instant or before. */
  void dropUntil(long instant) {
    while (size > 0 && instants[oldest] <= instant) {
      total -= costs[oldest];
      oldest = index(1);
      size--;
    }
  }

  /** The instant of the oldest record with which, and all before it, so much cost would go. */
  long instantThatFrees(long cost) {
    long freed = 0;
    for (int i = 0; i < size; i++) {
      freed += costs[index(i)];
      if (freed >= cost) {
        return instants[index(i)];
      }
    }
    throw new IllegalArgumentException("only " + total + " to free, not " + cost);
  }

  /** Takes so much from the youngest records. */
  void takeBack(long cost) {
    long left = cost;
    while (left > 0 && size > 0) {
      int youngest = index(size - 1);
      long taken = Math.min(left, costs[youngest]);
      costs[youngest] -= taken;
      total -= taken;
      left -= taken;
      if (costs[youngest] == 0) {
        size--;
      }
    }
  }

  private int index(int position) {
    return (oldest + position) & (instants.length - 1);
  }

  private void grow() {
    long[] largerInstants = unrolled(instants);
    long[] largerCosts = unrolled(costs);
    instants = largerInstants;
    costs = largerCosts;
    oldest = 0;
  }

  private long[] unrolled(long[] ring) {
    long[] larger = new long[ring.length * 2];
    int atEnd = ring.length - oldest;
    System.arraycopy(ring, oldest, larger, 0, atEnd);
    System.arraycopy(ring, 0, larger, atEnd, oldest);
    return larger;
  }
}
