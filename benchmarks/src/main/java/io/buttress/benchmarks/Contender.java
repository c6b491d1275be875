package io.buttress.benchmarks;

import java.util.function.IntConsumer;

/**
 * Somebody who asks for one permit.
 *
 * @param scenario what is asked for
 * @param name who asks
 * @param call asks, under key number n
 */
record Contender(Scenario scenario, String name, IntConsumer call) {
  /** What is asked for. */
  enum Scenario {
    /** 10,000 keys, each far below its limit. */
    KEYS(10_000, 1),
    /** One key, far below its limit. */
    ADMITTED(1, 1),
    /** One key with 100 a second. */
    DENIED(1, 1),
    /** One key in process; so short that many calls share a look at the clock. */
    LOCAL(1, 64);

    final int keys;
    final int callsAtOnce;

    Scenario(int keys, int callsAtOnce) {
      this.keys = keys;
      this.callsAtOnce = callsAtOnce;
    }
  }
}
