package io.buttress.jobs.engine;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs in memory, done by the caller's thread, for tests of applications. What concerns several
 * nodes is left out: leases, limits, pausing.
 */
public final class MemoryJobs implements Sender {
  /** A job that has failed for good, and why. */
  public record Dead(String queue, String id, Envelope envelope, String error) {}

  private final PayloadCodec codec;
  private final Execution execution;
  private final Map<String, MemoryJob> waiting = new LinkedHashMap<>();
  private final List<Dead> dead = new ArrayList<>();
  private final MemoryNames names = new MemoryNames();
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
    if (names.isKnown(MemoryJob.name(queue, job.id()), nowMillis)) {
      return new Enqueued(job.id(), Outcome.KNOWN);
    }
    long due = Math.max(nowMillis + job.delay().toMillis(), millis(envelope, Envelope.NOT_BEFORE));
    MemoryJob added = new MemoryJob(queue, job.id(), nowMillis, due, 0, numbers++, envelope);
    return uniqueKey(added).flatMap(key -> isTaken(key, added)).orElseGet(() -> add(added));
  }

  private Enqueued add(MemoryJob job) {
    long lasting = millis(job.envelope(), Envelope.UNIQUE_MILLIS);
    long until = lasting == 0 ? Long.MAX_VALUE : nowMillis + lasting;
    uniqueKey(job).ifPresent(key -> names.take(key, job.id(), until));
    names.remember(job.name(), Long.MAX_VALUE);
    waiting.put(job.name(), job);
    return new Enqueued(job.id(), Outcome.ADDED);
  }

  /** What happens instead if another job has its unique key. */
  private Optional<Enqueued> isTaken(String key, MemoryJob job) {
    Optional<String> holder = names.holder(key, nowMillis);
    String policy = job.envelope().option(Envelope.IF_TAKEN).orElse("r");
    if (!policy.equals("p")) {
      return holder.map(
          id -> new Enqueued(id, policy.equals("k") ? Outcome.KEPT : Outcome.REJECTED));
    }
    return holder
        .map(id -> waiting.get(MemoryJob.name(job.queue(), id)))
        .map(
            waits -> {
              waiting.put(waits.name(), waits.replacedBy(job));
              forget(job);
              return new Enqueued(waits.id(), Outcome.REPLACED);
            });
  }

  private static long millis(Envelope envelope, char option) {
    return envelope.option(option).map(Long::parseLong).orElse(0L);
  }

  private static Optional<String> uniqueKey(MemoryJob job) {
    return job.envelope().option(Envelope.UNIQUE_KEY).map(key -> MemoryJob.name(job.queue(), key));
  }

  /**
   * Does the next job that is due.
   *
   * @return whether there was one
   */
  public boolean runNext() {
    Optional<MemoryJob> next =
        waiting.values().stream().filter(job -> job.due() <= nowMillis).min(MemoryJob.ORDER);
    next.ifPresent(this::run);
    return next.isPresent();
  }

  private void run(MemoryJob job) {
    waiting.remove(job.name());
    Optional<Long> life = job.envelope().option(Envelope.LIFE_MILLIS).map(Long::parseLong);
    if (life.isPresent() && nowMillis >= job.created() + life.get()) {
      ended(job, false);
      forget(job);
      return;
    }
    Envelope.Stored stored = new Envelope.Stored(job.created(), job.envelope());
    ClaimedJob claimed = new ClaimedJob(job.id(), job.failures() + 1L, job.failures(), 0, stored);
    HeldJob held = new HeldJob(claimed, job.queue(), codec, System::nanoTime, Optional.empty());
    settle(job, execution.run(held));
  }

  private void settle(MemoryJob job, Settlement settlement) {
    if (settlement instanceof Settlement.Done done) {
      ended(job, true);
      forget(job);
      done.next().forEach(next -> add(job.queue(), next));
    } else if (settlement instanceof Settlement.Retry retry) {
      long due = nowMillis + retry.delay().toMillis();
      waiting.put(job.name(), job.again(due, job.failures() + 1));
    } else if (settlement instanceof Settlement.GiveBack back) {
      waiting.put(job.name(), job.again(nowMillis + back.delay().toMillis(), job.failures()));
    } else if (settlement instanceof Settlement.Bury bury) {
      dead.add(new Dead(job.queue(), job.id(), job.envelope(), bury.error()));
      ended(job, false);
    } else if (settlement instanceof Settlement.Discard) {
      ended(job, false);
      forget(job);
    } else {
      throw new AssertionError(settlement);
    }
  }

  private void forget(MemoryJob job) {
    long memory = millis(job.envelope(), Envelope.REMEMBERED_MILLIS);
    names.remember(job.name(), nowMillis + memory);
  }

  private void ended(MemoryJob job, boolean succeeded) {
    Envelope envelope = job.envelope();
    uniqueKey(job).ifPresent(key -> names.giveBack(key, job.id()));
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
    return waiting.values().stream().map(MemoryJob::due).min(Long::compare);
  }

  /** The jobs that have failed for good. */
  public List<Dead> dead() {
    return List.copyOf(dead);
  }
}
