package io.buttress.jobs.redis;

import io.buttress.jobs.engine.ClaimedJob;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.NewBatch;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Renewal;
import io.buttress.jobs.engine.Settlement;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a queue does, said once more in Java, as simply as possible. */
final class QueueModel {
  /** Where a job is. */
  enum Place {
    READY,
    DELAYED,
    LEASED,
    PARKED,
    DEAD,
    COMPLETED,
    CANCELLED,
    REMEMBERED
  }

  /** A job. */
  static final class Job {
    final String id;
    Envelope envelope;
    long created;
    Place place;
    long at;
    long claims;
    int failures;
    int crashes;
    boolean asked;
    // Somebody has deleted its body.
    boolean vanished;
    Optional<String> parkedFor = Optional.empty();

    Job(String id, Envelope envelope, long created) {
      this.id = id;
      this.envelope = envelope;
      this.created = created;
    }

    long score() {
      return place == Place.LEASED ? at * 1024 + claims % 1024 : at;
    }
  }

  /** What a turn tells. */
  static final class Told {
    final List<String> claimed = new ArrayList<>();
    final Set<String> late = new TreeSet<>();
    final Set<String> lost = new TreeSet<>();
    final Set<String> cancelled = new TreeSet<>();
    int reaped;
    int crashed;
    int expired;
    int parked;
    int vanished;
    int cutOff;
  }

  static final class Batch {
    int left;
    int total;
    int failed;
    int missing;
    int never;
    long openUntil;
    Optional<NewJob> next = Optional.empty();
  }

  private static final int MOST = Turn.MOST;
  private static final int MOST_REAPED = 20;
  private static final int MOST_UNPARKED = 20;
  private static final int MOST_DUE = 20;
  private static final int MOST_TRIMMED = 20;
  private static final int LEAST_CLAIMED = 20;
  private static final Duration OPEN = Duration.ofHours(1);

  final Map<String, Job> jobs = new HashMap<>();
  final Map<Integer, Deque<String>> ready = new TreeMap<>(Comparator.reverseOrder());
  final Map<String, Deque<String>> parked = new TreeMap<>();
  final Deque<String> lastChances = new ArrayDeque<>();
  private String tried = "";
  final Map<String, String> unique = new HashMap<>();
  private final Map<String, Set<String>> holders = new HashMap<>();
  private final Set<String> unparkable = new TreeSet<>();
  private final Map<String, Integer> unparkedOf = new HashMap<>();
  private int unparked;
  final Map<String, Batch> batches = new HashMap<>();
  private final Map<Integer, List<String>> fresh = new TreeMap<>();
  boolean paused;
  long now;

  QueueModel() {
    for (int level = 0; level <= 9; level++) {
      ready.put(level, new ArrayDeque<>());
    }
  }

  List<String> add(Optional<NewBatch> batch, List<NewJob> added) {
    List<String> outcomes = added.stream().map(this::add).toList();
    int fresh = (int) outcomes.stream().filter(text -> text.startsWith("ADDED")).count();
    batch.filter(b -> fresh > 0).ifPresent(b -> addTo(b, fresh));
    pushFresh();
    return outcomes;
  }

  private void addTo(NewBatch batch, int added) {
    Batch kept = batches.get(batch.id());
    if (kept == null) {
      kept = new Batch();
      kept.left = batch.total();
      kept.total = batch.total();
      kept.missing = batch.total();
      kept.next = batch.next();
      batches.put(batch.id(), kept);
    }
    kept.missing -= added;
    kept.openUntil = now + OPEN.toMillis();
  }

  Set<String> openBatches() {
    return batches.entrySet().stream()
        .filter(entry -> entry.getValue().missing > 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private void cutOff(Batch batch) {
    batch.never = batch.missing;
    batch.failed += batch.missing;
    batch.left -= batch.missing;
    batch.missing = 0;
    end(batch);
  }

  private void end(Batch batch) {
    if (batch.left > 0 || !batches.values().remove(batch) || batch.next.isEmpty()) {
      return;
    }
    NewJob next = batch.next.get();
    String told = batch.total + "/" + batch.failed;
    Envelope envelope = next.envelope().with(Envelope.BATCH_RESULT, told);
    if (batch.never == 0) {
      add(new NewJob(next.id(), Duration.ZERO, envelope));
    } else if (!jobs.containsKey(next.id())) {
      Job job = new Job(next.id(), envelope, now);
      jobs.put(job.id, job);
      move(job, Place.DEAD, now);
    }
  }

  private String add(NewJob added) {
    Optional<String> key = added.envelope().option(Envelope.UNIQUE_KEY);
    if (jobs.containsKey(added.id())) {
      return "KNOWN " + added.id();
    }
    if (key.isPresent()) {
      Job holder = isLive(unique.get(key.get())) ? jobs.get(unique.get(key.get())) : null;
      if (holder != null) {
        String policy = added.envelope().option(Envelope.IF_TAKEN).orElseThrow();
        if (policy.equals("r") || policy.equals("k")) {
          return (policy.equals("r") ? "REJECTED " : "KEPT ") + holder.id;
        }
        if (holder.place != Place.LEASED) {
          replace(holder, added);
          remember(added);
          return "REPLACED " + holder.id;
        }
      }
      unique.put(key.get(), added.id());
    }
    Job job = new Job(added.id(), added.envelope(), now);
    jobs.put(job.id, job);
    await(job, added.delay().toMillis());
    return "ADDED " + job.id;
  }

  private void replace(Job holder, NewJob added) {
    Optional<String> key = holder.envelope.option(Envelope.CONCURRENCY_KEY);
    if (!key.equals(added.envelope().option(Envelope.CONCURRENCY_KEY))) {
      letOthersRun(holder);
    }
    Optional<String> known = holder.envelope.option(Envelope.REMEMBERED_MILLIS);
    holder.envelope = added.envelope();
    known.ifPresent(
        time -> holder.envelope = holder.envelope.with(Envelope.REMEMBERED_MILLIS, time));
    holder.created = now;
    if (holder.place == Place.DELAYED) {
      await(holder, added.delay().toMillis());
    }
  }

  private void remember(NewJob added) {
    if (added.envelope().option(Envelope.REMEMBERED_MILLIS).isPresent()) {
      Job job = new Job(added.id(), added.envelope(), now);
      move(job, Place.REMEMBERED, 0);
      jobs.put(job.id, job);
    }
  }

  boolean isLive(String id) {
    return isKept(id) && !jobs.get(id).vanished;
  }

  /** Whether there is a job, or what is left of one whose body is gone. */
  boolean isKept(String id) {
    Job job = jobs.get(id);
    return job != null && job.place != Place.CANCELLED && job.place != Place.REMEMBERED;
  }

  private void await(Job job, long delay) {
    if (delay > 0) {
      move(job, Place.DELAYED, now + delay);
    } else {
      toFresh(job);
    }
  }

  private static void move(Job job, Place place, long at) {
    job.place = place;
    job.at = at;
  }

  private void toFresh(Job job) {
    move(job, Place.READY, 0);
    fresh.computeIfAbsent(job.envelope.priority(), level -> new ArrayList<>()).add(job.id);
  }

  private void pushFresh() {
    fresh.forEach((level, ids) -> ready.get(level).addAll(ids));
    fresh.clear();
  }

  private void toFront(Job job, TurnLimits limits) {
    if (!giveLastChance(job, limits)) {
      move(job, Place.READY, 0);
      ready.get(job.envelope.priority()).addFirst(job.id);
    }
  }

  private boolean giveLastChance(Job job, TurnLimits limits) {
    boolean isLast = job.crashes > 0 && job.crashes >= limits.crashes() - 1;
    if (isLast) {
      move(job, Place.READY, 0);
      lastChances.addLast(job.id);
    }
    return isLast;
  }

  Told turn(Turn turn) {
    Told told = new Told();
    TurnLimits limits = turn.limits();
    unparked = 0;
    unparkedOf.clear();
    List<Settlement> plain = turn.settlements().stream().filter(Settlement::isPlain).toList();
    List<Settlement> others = turn.settlements().stream().filter(s -> !s.isPlain()).toList();
    plain.forEach(s -> settle(s, limits, told));
    turn.renewals().forEach(renewal -> renew(renewal, limits, told));
    others.forEach(s -> settle(s, limits, told));
    int gone = reap(limits, told);
    for (String key : List.copyOf(unparkable)) {
      unparkable.remove(key);
      unpark(key, limits, told);
    }
    for (Job due : upTo(Place.DELAYED, now, MOST_DUE)) {
      if (due.vanished) {
        forgetVanished(due, told);
      } else if (!giveLastChance(due, limits)) {
        toFresh(due);
      }
    }
    pushFresh();
    int spent = others.stream().mapToInt(s -> 1 + following(s)).sum() + gone;
    claim(turn, Math.min(turn.want(), Math.max(MOST - spent, LEAST_CLAIMED)), told);
    pushFresh();
    if (turn.housekeeping() || spent > 0) {
      upTo(Place.COMPLETED, now, MOST_TRIMMED).forEach(this::remove);
    }
    if (turn.housekeeping()) {
      List<Batch> cut =
          batches.values().stream().filter(b -> b.missing > 0 && b.openUntil <= now).toList();
      told.cutOff = cut.size();
      cut.forEach(this::cutOff);
    }
    return told;
  }

  private static int following(Settlement s) {
    return s instanceof Settlement.Done done ? done.next().size() : 0;
  }

  private List<Job> upTo(Place place, long score, int most) {
    return jobs.values().stream()
        .filter(job -> job.place == place && job.score() <= score)
        .sorted(Comparator.comparingLong(Job::score).thenComparing(job -> job.id))
        .limit(most)
        .toList();
  }

  private boolean isHeld(ClaimedJob claimed) {
    Job job = jobs.get(claimed.id());
    return job != null && job.place == Place.LEASED && job.claims == claimed.fence();
  }

  private void renew(Renewal renewal, TurnLimits limits, Told told) {
    if (!isHeld(renewal.job())) {
      told.lost.add(renewal.job().id());
      return;
    }
    Job job = jobs.get(renewal.job().id());
    job.at = now + limits.lease().toMillis();
    if (job.asked) {
      told.cancelled.add(job.id);
    }
  }

  private void settle(Settlement settlement, TurnLimits limits, Told told) {
    if (!isHeld(settlement.job())) {
      told.late.add(settlement.job().id());
      return;
    }
    Job job = jobs.get(settlement.job().id());
    leave(job, limits, told);
    if (settlement instanceof Settlement.Done done) {
      ended(job, true);
      if (job.vanished) {
        jobs.remove(job.id);
      } else if (done.retention().isZero()) {
        remove(job);
      } else {
        move(job, Place.COMPLETED, now + done.retention().toMillis());
      }
      done.next().forEach(this::add);
    } else if (job.vanished) {
      vanish(job, told);
    } else if (job.asked) {
      ended(job, false);
      remove(job);
    } else if (settlement instanceof Settlement.Retry retry) {
      job.failures++;
      move(job, Place.DELAYED, now + retry.delay().toMillis());
    } else if (settlement instanceof Settlement.Bury) {
      job.failures++;
      bury(job);
    } else if (settlement instanceof Settlement.Discard) {
      ended(job, false);
      remove(job);
    } else if (settlement instanceof Settlement.GiveBack back) {
      if (back.delay().isZero()) {
        toFront(job, limits);
      } else {
        move(job, Place.DELAYED, now + back.delay().toMillis());
      }
    }
  }

  private void vanish(Job job, Told told) {
    told.vanished++;
    ended(job, false);
    jobs.remove(job.id);
  }

  private void forgetVanished(Job job, Told told) {
    told.vanished++;
    jobs.remove(job.id);
    job.parkedFor.ifPresent(this::letOthersRun);
  }

  private void leave(Job job, TurnLimits limits, Told told) {
    job.place = null;
    Optional<String> key = job.envelope.option(Envelope.CONCURRENCY_KEY);
    key.ifPresent(
        k -> {
          holders.computeIfAbsent(k, x -> new HashSet<>()).remove(job.id);
          unpark(k, limits, told);
        });
  }

  private void unpark(String key, TurnLimits limits, Told told) {
    Deque<String> waiting = parked.computeIfAbsent(key, k -> new ArrayDeque<>());
    int free = Integer.MAX_VALUE;
    if (limits.keyConcurrency() > 0) {
      int held = holders.getOrDefault(key, Set.of()).size();
      free = limits.keyConcurrency() - held - unparkedOf.getOrDefault(key, 0);
    }
    while (free > 0 && !waiting.isEmpty()) {
      if (unparked == MOST_UNPARKED) {
        unparkable.add(key);
        return;
      }
      unparked++;
      Job job = jobs.get(waiting.removeFirst());
      if (job.place == Place.CANCELLED) {
        forgetCancelled(job);
      } else if (job.vanished) {
        forgetVanished(job, told);
      } else {
        toFront(job, limits);
        if (job.envelope.option(Envelope.CONCURRENCY_KEY).equals(Optional.of(key))) {
          unparkedOf.merge(key, 1, Integer::sum);
          free--;
        }
      }
    }
  }

  private void letOthersRun(Job gone) {
    gone.envelope.option(Envelope.CONCURRENCY_KEY).ifPresent(this::letOthersRun);
  }

  private void letOthersRun(String key) {
    if (!parked.getOrDefault(key, new ArrayDeque<>()).isEmpty()) {
      unparkable.add(key);
    }
  }

  private void forgetCancelled(Job job) {
    if (job.envelope.option(Envelope.REMEMBERED_MILLIS).isPresent()) {
      job.place = Place.REMEMBERED;
    } else {
      jobs.remove(job.id);
    }
  }

  private void bury(Job job) {
    move(job, Place.DEAD, now);
    ended(job, false);
  }

  private void remove(Job job) {
    forgetCancelled(job);
  }

  private void ended(Job job, boolean succeeded) {
    job.envelope.option(Envelope.UNIQUE_KEY).ifPresent(key -> unique.remove(key, job.id));
    Batch batch = job.envelope.option(Envelope.BATCH).map(batches::get).orElse(null);
    if (batch == null) {
      return;
    }
    batch.failed += succeeded ? 0 : 1;
    batch.left--;
    end(batch);
  }

  private int reap(TurnLimits limits, Told told) {
    List<Job> gone = upTo(Place.LEASED, now * 1024, MOST_REAPED);
    for (Job job : gone) {
      leave(job, limits, told);
      if (job.vanished) {
        vanish(job, told);
        continue;
      }
      told.reaped++;
      if (job.asked) {
        ended(job, false);
        remove(job);
      } else if (++job.crashes >= limits.crashes()) {
        told.crashed++;
        bury(job);
      } else {
        toFront(job, limits);
      }
    }
    return gone.size();
  }

  private void claim(Turn turn, int want, Told told) {
    TurnLimits limits = turn.limits();
    long leased = jobs.values().stream().filter(j -> j.place == Place.LEASED).count();
    long room = limits.concurrency() == 0 ? want : Math.min(want, limits.concurrency() - leased);
    if (paused) {
      return;
    }
    List<String> ids = new ArrayList<>();
    Job before = jobs.get(tried);
    if (room > 0 && !lastChances.isEmpty() && (before == null || before.place != Place.LEASED)) {
      tried = lastChances.removeFirst();
      ids.add(tried);
    }
    for (char level : turn.order().toCharArray()) {
      Deque<String> list = ready.get(level - '0');
      while (ids.size() < room && !list.isEmpty()) {
        ids.add(list.removeFirst());
      }
    }
    ids.forEach(id -> start(jobs.get(id), limits, told));
  }

  private void start(Job job, TurnLimits limits, Told told) {
    Optional<String> life = job.envelope.option(Envelope.LIFE_MILLIS);
    Optional<String> key = job.envelope.option(Envelope.CONCURRENCY_KEY);
    if (job.place == Place.CANCELLED) {
      forgetCancelled(job);
    } else if (job.vanished) {
      forgetVanished(job, told);
    } else if (life.isPresent() && now >= job.created + Long.parseLong(life.get())) {
      told.expired++;
      ended(job, false);
      letOthersRun(job);
      remove(job);
    } else if (key.isPresent() && isFull(key.get(), limits)) {
      told.parked++;
      parked.computeIfAbsent(key.get(), k -> new ArrayDeque<>()).addLast(job.id);
      move(job, Place.PARKED, 0);
      job.parkedFor = key;
    } else {
      if (key.isPresent() && limits.keyConcurrency() > 0) {
        holders.computeIfAbsent(key.get(), k -> new HashSet<>()).add(job.id);
      }
      job.claims++;
      move(job, Place.LEASED, now + limits.lease().toMillis());
      told.claimed.add(
          job.id + " " + job.claims + " " + job.failures + " " + job.crashes + " " + job.created);
    }
  }

  private boolean isFull(String key, TurnLimits limits) {
    return limits.keyConcurrency() > 0
        && holders.getOrDefault(key, Set.of()).size() >= limits.keyConcurrency();
  }

  String manage(String what, String id) {
    if (!isLive(id)) {
      return "not";
    }
    Job job = jobs.get(id);
    String result =
        switch (what) {
          case "requeue" -> requeue(job);
          case "run" -> run(job);
          case "discard" -> discard(job);
          default -> throw new AssertionError(what);
        };
    pushFresh();
    return result;
  }

  private String requeue(Job job) {
    if (job.place != Place.DEAD) {
      return "not";
    }
    Optional<String> key = job.envelope.option(Envelope.UNIQUE_KEY);
    if (key.isPresent()) {
      if (isLive(unique.get(key.get())) && !unique.get(key.get()).equals(job.id)) {
        return "taken";
      }
      unique.put(key.get(), job.id);
    }
    job.envelope
        .option(Envelope.BATCH)
        .map(batches::get)
        .ifPresent(
            batch -> {
              batch.left++;
              batch.failed--;
            });
    job.envelope = immortal(job.envelope);
    job.failures = 0;
    job.crashes = 0;
    job.asked = false;
    await(job, 0);
    return "done";
  }

  private static Envelope immortal(Envelope envelope) {
    Map<Character, String> options = new HashMap<>(envelope.options());
    options.remove(Envelope.LIFE_MILLIS);
    return new Envelope(envelope.priority(), options, envelope.type(), envelope.payload());
  }

  private String run(Job job) {
    if (job.place != Place.DELAYED) {
      return "not";
    }
    await(job, 0);
    return "done";
  }

  private String discard(Job job) {
    switch (job.place) {
      case LEASED -> {
        job.asked = true;
        return "asked";
      }
      case DEAD, COMPLETED -> remove(job);
      case DELAYED -> {
        ended(job, false);
        remove(job);
      }
      default -> {
        ended(job, false);
        letOthersRun(job);
        job.place = Place.CANCELLED;
        job.asked = false;
      }
    }
    return "done";
  }
}
