package io.buttress.jobs.engine;

import io.buttress.jobs.JobEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A poller's round trips to Redis: what has to be brought there, and what is done with the answer.
 * One thread at a time makes one, and another one may be waiting in one.
 */
final class Trip {
  private static final long HOUSEKEEPING_NANOS = TimeUnit.SECONDS.toNanos(1);
  // How long nothing need be done, if there is nothing that is known of: with a lease of 12 s, dead
  // nodes are noticed in time.
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int RENEWALS_A_LEASE = 3;

  private final String node;
  private final QueueSettings settings;
  private final JobStore store;
  private final LocalJobs jobs;
  private final PayloadCodec codec;
  private final Events events;
  private final Firing recurring;
  private final DoubleSupplier random;
  private final LongSupplier nanos;
  private final LostAnswers lost = new LostAnswers();
  private volatile long housekeepingAt;
  private volatile long nextDueAt;
  private volatile boolean paused;

  Trip(
      String node,
      QueueSettings settings,
      JobStore store,
      LocalJobs jobs,
      PayloadCodec codec,
      Events events,
      Firing recurring,
      DoubleSupplier random,
      LongSupplier nanos) {
    this.node = node;
    this.settings = settings;
    this.store = store;
    this.jobs = jobs;
    this.codec = codec;
    this.events = events;
    this.recurring = recurring;
    this.random = random;
    this.nanos = nanos;
    this.housekeepingAt = nanos.getAsLong();
    this.nextDueAt = nanos.getAsLong();
  }

  /** Until when there is nothing to be done, as far as is known, unless somebody adds jobs. */
  long nextDueAt() {
    return nextDueAt;
  }

  /** Whether the queue was, when somebody was in Redis at last. */
  boolean isPaused() {
    return paused;
  }

  /**
   * Makes a trip, if there is anything to be brought or wanted.
   *
   * @param want how many jobs are wanted
   * @return whether there were more ready jobs than that
   */
  boolean make(int want) {
    long now = nanos.getAsLong();
    boolean housekeeping = now - housekeepingAt >= 0;
    List<HeldJob> renewed = toRenew(now);
    List<Settlement> settlements = jobs.drain();
    if (want == 0 && !housekeeping && settlements.isEmpty() && renewed.isEmpty()) {
      return false;
    }
    TurnReply reply = send(turn(want, housekeeping, settlements, renewed));
    renewed.forEach(job -> job.renewed(now));
    settlements.forEach(s -> noteLate(s, reply));
    reply.lost().forEach(id -> cancel(id, HeldJob.Reason.LOST));
    reply.cancelled().forEach(id -> cancel(id, HeldJob.Reason.DISCARDED));
    return take(reply, now, housekeeping);
  }

  /**
   * Makes a trip that brings nothing there, and waits in Redis until there may be jobs. Others may
   * make trips meanwhile.
   *
   * @param want how many jobs are wanted
   * @return whether there were more ready jobs than that
   */
  boolean await(Duration atMost, int want) {
    Turn turn = turn(want, true, List.of(), List.of());
    return take(sendAndWait(turn, atMost), nanos.getAsLong(), true);
  }

  /** Whether there was a trip whose answer never came: it may have claimed jobs. */
  boolean mayHaveUnheard() {
    return lost.mayHaveClaimed();
  }

  /**
   * Lets go what this node has by Redis's account, but has never heard of. For who knows that
   * nobody is on the way.
   */
  void giveBackUnheard() {
    Set<Lease> leases = store.leases(settings.name(), node);
    leases.removeAll(jobs.leases());
    jobs.restore(lost.giveBack(leases));
    events.tellUnheard(settings.name(), leases.size());
    settleAll();
  }

  /** As many trips as it takes. */
  void settleAll() {
    while (jobs.toSettle() > 0) {
      boolean unused = make(0);
    }
  }

  private boolean take(TurnReply reply, long now, boolean housekeeping) {
    // Only housekeeping looks at what recurs.
    nextDueAt = now + untilNext(reply, housekeeping ? IDLE_NANOS : HOUSEKEEPING_NANOS);
    paused = reply.paused();
    jobs.add(reply.claimed().stream().map(job -> hold(job, reply.nowMillis())).toList());
    events.tell(settings.name(), reply);
    if (housekeeping) {
      housekeepingAt = now + HOUSEKEEPING_NANOS;
      boolean fired = recurring.fire(settings.name(), reply);
      if (fired && reply.nextFire().filter(Duration::isZero).isPresent()) {
        housekeepingAt = now;
      }
    }
    tellActivity(now);
    return reply.moreReady();
  }

  private Turn turn(
      int want, boolean housekeeping, List<Settlement> settlements, List<HeldJob> renewed) {
    return new Turn(
        node,
        settings.limits(),
        Math.min(want, Turn.MOST),
        settings.priorities().next(random),
        housekeeping,
        settlements,
        renewed.stream().map(job -> new Renewal(job.job, job.progressToShow())).toList());
  }

  private TurnReply send(Turn turn) {
    try {
      return store.turn(settings.name(), turn);
    } catch (RuntimeException | Error e) {
      lost.note(turn, e);
      jobs.restore(turn.settlements());
      throw e;
    }
  }

  private TurnReply sendAndWait(Turn turn, Duration atMost) {
    try {
      return store.turnAfterWait(settings.name(), turn, atMost);
    } catch (RuntimeException | Error e) {
      lost.note(turn, e);
      throw e;
    }
  }

  private static long untilNext(TurnReply reply, long idle) {
    return Stream.of(reply.nextDue(), reply.nextFire())
        .flatMap(Optional::stream)
        .mapToLong(Duration::toNanos)
        .reduce(idle, Math::min);
  }

  private HeldJob hold(ClaimedJob claimed, long nowMillis) {
    return new HeldJob(claimed, settings.name(), codec, nanos, claimed.waited(nowMillis));
  }

  /** The last of a trip: if it fails, nothing is lost that anybody needs. */
  private void tellActivity(long now) {
    List<String> counts = jobs.activity().take(now);
    if (!counts.isEmpty()) {
      store.tell(settings.name(), counts);
    }
  }

  private List<HeldJob> toRenew(long now) {
    return jobs.held().stream()
        .filter(job -> untilRenewal(job, now) <= 0 && !job.isStray())
        .limit(Turn.MOST)
        .toList();
  }

  /** In how many ns a trip has to renew a lease: who waits for longer takes its own jobs away. */
  long untilNextRenewal() {
    long now = nanos.getAsLong();
    return jobs.held().stream()
        .filter(job -> !job.isStray())
        .mapToLong(job -> untilRenewal(job, now))
        .min()
        .orElse(HOUSEKEEPING_NANOS);
  }

  private long untilRenewal(HeldJob job, long now) {
    long every = settings.limits().lease().toNanos() / RENEWALS_A_LEASE;
    return every - (now - job.renewedAt());
  }

  private void noteLate(Settlement settlement, TurnReply reply) {
    String id = settlement.job().id();
    boolean uncertain = lost.mayHaveSettled(id);
    if (!uncertain && reply.late().contains(id)) {
      events.tell(JobEvent.Kind.LATE, settings.name(), settlement.job().envelope().type(), id);
    }
  }

  private void cancel(String id, HeldJob.Reason reason) {
    Optional<HeldJob> job = jobs.find(id);
    job.ifPresent(held -> held.cancel(reason));
  }
}
