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
    KEYS(10_000),
    /** One key, far below its limit. */
    ADMITTED(1),
    /** One key with 100 a second. */
    DENIED(1),
    /** One key in process. */
    LOCAL(1);

    final int keys;

    Scenario(int keys) {
      this.keys = keys;
    }
  }
}
