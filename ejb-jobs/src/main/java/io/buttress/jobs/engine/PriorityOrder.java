package io.buttress.jobs.engine;

import java.util.function.DoubleSupplier;

/** In which order the priorities of a queue are served. */
public enum PriorityOrder {
  /** A more urgent job always comes first. */
  STRICT {
    @Override
    String next(DoubleSupplier random) {
      return "9876543210";
    }
  },
  /**
   * Each trip serves another priority first, by chance: one of priority p with a weight of p + 1.
   * So nobody waits for ever.
   */
  WEIGHTED {
    @Override
    String next(DoubleSupplier random) {
      StringBuilder left = new StringBuilder("9876543210");
      StringBuilder order = new StringBuilder();
      int weight = 55;
      while (!left.isEmpty()) {
        double drawn = random.getAsDouble() * weight;
        int at = 0;
        while (at < left.length() - 1 && (drawn -= weightOf(left.charAt(at))) >= 0) {
          at++;
        }
        weight -= weightOf(left.charAt(at));
        order.append(left.charAt(at));
        left.deleteCharAt(at);
      }
      return order.toString();
    }
  };

  private static int weightOf(char priority) {
    return priority - '0' + 1;
  }

  /** The order for one trip, as digits. */
  abstract String next(DoubleSupplier random);
}
