package io.buttress.jobs.engine;

import io.buttress.jobs.JobContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A job that this node has, from its claim to its settlement. */
final class HeldJob implements JobContext {
  /** Why a job is to stop. */
  enum Reason {
    TIMED_OUT,
    DISCARDED,
    STOPPING,
    LOST
  }

  /** How long a job waits for a worker before it is left to other nodes. */
  static final long UNBEGUN_AT_MOST = TimeUnit.SECONDS.toNanos(2);

  private static final int LONGEST_PROGRESS = 200;

  final ClaimedJob job;
  private final String queue;
  private final PayloadCodec codec;
  private final LongSupplier nanos;
  private final Optional<Duration> waited;
  private final long claimedAt;
  private volatile long renewedAt;
  private volatile String progress = "";
  private volatile long startedAt;
  private volatile Optional<Long> deadline = Optional.empty();
  private volatile @Nullable Reason reason;
  private volatile boolean taken;
  private volatile boolean attended;
  private @Nullable Thread runner;

  HeldJob(
      ClaimedJob job,
      String queue,
      PayloadCodec codec,
      LongSupplier nanos,
      Optional<Duration> waited) {
    this.job = job;
    this.queue = queue;
    this.codec = codec;
    this.nanos = nanos;
    this.waited = waited;
    this.claimedAt = nanos.getAsLong();
    this.renewedAt = claimedAt;
  }

  /** How long it has waited until now to be begun for the first time. */
  Optional<Duration> waited() {
    return waited.map(time -> time.plusNanos(nanos.getAsLong() - claimedAt));
  }

  long claimedAt() {
    return claimedAt;
  }

  /** It waits no more. */
  void take() {
    taken = true;
  }

  /** A worker sees to it that something becomes of it, whatever happens. */
  void attend() {
    attended = true;
  }

  /** Whether it neither waits nor has a worker: who took it has failed, or is about to begin. */
  boolean isStray() {
    return taken && !attended;
  }

  /** A thread begins with it. */
  synchronized void begin(Optional<Duration> timeout) {
    startedAt = nanos.getAsLong();
    deadline = timeout.map(time -> startedAt + time.toNanos());
    runner = Thread.currentThread();
    if (reason != null) {
      runner.interrupt();
    }
  }

  /** The thread is done with it, and must not be interrupted for it any more. */
  synchronized long end() {
    runner = null;
    boolean unused = Thread.interrupted();
    return nanos.getAsLong() - startedAt;
  }

  /** Asks it to stop; the first reason counts. */
  synchronized void cancel(Reason why) {
    if (reason == null) {
      reason = why;
      if (runner != null) {
        runner.interrupt();
      }
    }
  }

  Optional<Reason> reason() {
    return Optional.ofNullable(reason);
  }

  synchronized boolean isRunning() {
    return runner != null;
  }

  /** When its time is over, if it has begun and has one. */
  Optional<Long> deadline() {
    return deadline;
  }

  long renewedAt() {
    return renewedAt;
  }

  void renewed(long now) {
    renewedAt = now;
  }

  String progressToShow() {
    return progress;
  }

  @Override
  public String id() {
    return job.id();
  }

  @Override
  public String type() {
    return job.envelope().type();
  }

  @Override
  public String queue() {
    return queue;
  }

  @Override
  public int attempt() {
    return job.failures() + 1;
  }

  @Override
  public int crashes() {
    return job.crashes();
  }

  @Override
  public Optional<Duration> timeLeft() {
    return deadline.map(end -> Duration.ofNanos(Math.max(end - nanos.getAsLong(), 0)));
  }

  @Override
  public void progress(String text) {
    progress = text.length() > LONGEST_PROGRESS ? text.substring(0, LONGEST_PROGRESS) : text;
  }

  @Override
  public boolean isCancelled() {
    return reason != null;
  }

  @Override
  public Optional<String> traceparent() {
    return job.envelope().option(Envelope.TRACEPARENT);
  }

  @Override
  public <T> Optional<T> previousResult(Class<T> type) {
    return job.envelope()
        .option(Envelope.PREVIOUS_RESULT)
        .map(text -> type.cast(codec.payloads().read(text, type)));
  }

  @Override
  public Optional<BatchResult> batch() {
    return job.envelope()
        .option(Envelope.BATCH_RESULT)
        .map(text -> text.split("/", 2))
        .map(n -> new BatchResult(Integer.parseInt(n[0]), Integer.parseInt(n[1])));
  }
}
