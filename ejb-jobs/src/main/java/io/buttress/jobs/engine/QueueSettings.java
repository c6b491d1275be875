package io.buttress.jobs.engine;

import java.time.Duration;

/**
 * How this node works off a queue.
 *
 * @param name the queue
 * @param workers how many jobs run at once on this node, 1 to 100
 * @param prefetch how much work is fetched ahead; zero: none
 * @param priorities in which order priorities are served
 * @param limits what holds for all nodes together
 */
public record QueueSettings(
    String name, int workers, Duration prefetch, PriorityOrder priorities, TurnLimits limits) {
  /** What is usual: as many workers as given, 50 ms of work ahead, strict priorities. */
  public static QueueSettings of(String name, int workers) {
    return new QueueSettings(
        name, workers, Duration.ofMillis(50), PriorityOrder.STRICT, TurnLimits.STANDARD);
  }

  /** The same with other limits. */
  public QueueSettings withLimits(TurnLimits other) {
    return new QueueSettings(name, workers, prefetch, priorities, other);
  }
}
