package io.buttress.jobs.engine;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Jobs in memory, done by the caller's thread, for tests of applications. What concerns several
 * nodes is left out: leases, limits, pausing.
 */
public final class MemoryJobs implements Sender {
  /** A job that waits. */
  private record Waiting(
      String queue,
      String id,
      long created,
      long due,
      int failures,
      long number,
      Envelope envelope) {
    Waiting again(long at, int failed) {
      return new Waiting(queue, id, created, at, failed, number, envelope);
    }
  }

  /** A job that has failed for good, and why. */
  public record Dead(String queue, String id, Envelope envelope, String error) {}

  private static final Comparator<Waiting> ORDER =
      Comparator.comparingLong(Waiting::due)
          .thenComparing(job -> -job.envelope().priority())
          .thenComparing(Waiting::number);

  private final PayloadCodec codec;
  private final Execution execution;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final List<Dead> dead = new ArrayList<>();
  private final Set<String> ownIds = new HashSet<>();
  private final Map<String, String> unique = new HashMap<>();
  private final Map<String, int[]> batches = new HashMap<>();
  private final Map<String, NewJob> followers = new HashMap<>();
  private long nowMillis;
  private long numbers;

  public MemoryJobs(Registry registry, PayloadCodec codec, long nowMillis) {
    this.codec = codec;
    this.nowMillis = nowMillis;
    // No jitter: what is tried again is so after the longest time.
    this.execution =
        new Execution(
            registry, codec, JobScope.NONE, new FailureRules(() -> 1), new Events(new Telemetry()));
  }

  /** The time, in ms since 1970. */
  public long nowMillis() {
    return nowMillis;
  }

  /** Moves the clock. */
  public void setNow(long millis) {
    nowMillis = millis;
  }

  @Override
  public List<Enqueued> send(String queue, Optional<NewBatch> batch, List<NewJob> jobs) {
    batch.ifPresent(
        b -> {
          batches.putIfAbsent(b.id(), new int[] {b.total(), b.total(), 0});
          b.next().ifPresent(next -> followers.putIfAbsent(b.id(), next));
        });
    return jobs.stream().map(job -> add(queue, job)).toList();
  }

  private Enqueued add(String queue, NewJob job) {
    Envelope envelope = job.envelope();
    if (envelope.option(Envelope.REMEMBERED_MILLIS).isPresent()
        && !ownIds.add(queue + ' ' + job.id())) {
      return new Enqueued(job.id(), Outcome.KNOWN);
    }
    Optional<String> key = envelope.option(Envelope.UNIQUE_KEY).map(text -> queue + ' ' + text);
    Waiting holder = key.map(unique::get).map(waiting::get).orElse(null);
    long notBefore = envelope.option(Envelope.NOT_BEFORE).map(Long::parseLong).orElse(0L);
    long due = Math.max(nowMillis + job.delay().toMillis(), notBefore);
    if (holder != null) {
      String policy = envelope.option(Envelope.IF_TAKEN).orElse("r");
      if (policy.equals("p")) {
        waiting.put(holder.id(), waiting(queue, holder.id(), due, envelope));
        return new Enqueued(holder.id(), Outcome.REPLACED);
      }
      return new Enqueued(holder.id(), policy.equals("k") ? Outcome.KEPT : Outcome.REJECTED);
    }
    key.ifPresent(text -> unique.put(text, job.id()));
    waiting.put(job.id(), waiting(queue, job.id(), due, envelope));
    return new Enqueued(job.id(), Outcome.ADDED);
  }

  private Waiting waiting(String queue, String id, long due, Envelope envelope) {
    return new Waiting(queue, id, nowMillis, due, 0, numbers++, envelope);
  }

  /**
   * Does the next job that is due.
   *
   * @return whether there was one
   */
  public boolean runNext() {
    Optional<Waiting> next =
        waiting.values().stream().filter(job -> job.due() <= nowMillis).min(ORDER);
    next.ifPresent(this::run);
    return next.isPresent();
  }

  private void run(Waiting job) {
    waiting.remove(job.id());
    Optional<Long> life = job.envelope().option(Envelope.LIFE_MILLIS).map(Long::parseLong);
    if (life.isPresent() && nowMillis >= job.created() + life.get()) {
      ended(job, false);
      return;
    }
    Envelope.Stored stored = new Envelope.Stored(job.created(), job.envelope());
    ClaimedJob claimed = new ClaimedJob(job.id(), job.failures() + 1L, job.failures(), 0, stored);
    HeldJob held = new HeldJob(claimed, job.queue(), codec, System::nanoTime, Optional.empty());
    settle(job, execution.run(held));
  }

  private void settle(Waiting job, Settlement settlement) {
    if (settlement instanceof Settlement.Done done) {
      ended(job, true);
      done.next().forEach(next -> add(job.queue(), next));
    } else if (settlement instanceof Settlement.Retry retry) {
      long due = nowMillis + retry.delay().toMillis();
      waiting.put(job.id(), job.again(due, job.failures() + 1));
    } else if (settlement instanceof Settlement.GiveBack back) {
      waiting.put(job.id(), job.again(nowMillis + back.delay().toMillis(), job.failures()));
    } else if (settlement instanceof Settlement.Bury bury) {
      dead.add(new Dead(job.queue(), job.id(), job.envelope(), bury.error()));
      ended(job, false);
    } else if (settlement instanceof Settlement.Discard) {
      ended(job, false);
    } else {
      throw new AssertionError(settlement);
    }
  }

  private void ended(Waiting job, boolean succeeded) {
    Envelope envelope = job.envelope();
    envelope
        .option(Envelope.UNIQUE_KEY)
        .ifPresent(key -> unique.remove(job.queue() + ' ' + key, job.id()));
    String batch = envelope.option(Envelope.BATCH).orElse("");
    int[] counts = batches.get(batch);
    if (counts == null) {
      return;
    }
    counts[2] += succeeded ? 0 : 1;
    if (--counts[0] == 0) {
      batches.remove(batch);
      NewJob next = followers.remove(batch);
      if (next != null) {
        String told = counts[1] + "/" + counts[2];
        Enqueued unused =
            add(
                job.queue(),
                new NewJob(
                    next.id(), next.delay(), next.envelope().with(Envelope.BATCH_RESULT, told)));
      }
    }
  }

  /** How many jobs wait, due or not. */
  public int waitingCount() {
    return waiting.size();
  }

  /** When the next job is due, in ms since 1970; empty if none waits. */
  public Optional<Long> nextDue() {
    return waiting.values().stream().map(Waiting::due).min(Long::compare);
  }

  /** The jobs that have failed for good. */
  public List<Dead> dead() {
    return List.copyOf(dead);
  }
}
