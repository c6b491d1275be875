package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jobs.engine.ClaimedJob;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.NewBatch;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Renewal;
import io.buttress.jobs.engine.Settlement;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.jobs.engine.TurnReply;
import io.buttress.jobs.redis.QueueModel.Job;
import io.buttress.jobs.redis.QueueModel.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The scripts against a model, step by step, over random histories: jobs with all options, workers
 * that settle, come too late or vanish, operators that discard and requeue, somebody who deletes
 * bodies, a clock that jumps. After each step both say the same; again and again everything in
 * Redis is looked at: each id is in exactly one place, and nothing is there that belongs to no job.
 * It is 60,000 steps; {@code mvn -Plong} makes it a million.
 */
class JobScriptsAgainstModelIT {
  private static final int STEPS = Boolean.getBoolean("test.long") ? 1_000_000 : 60_000;
  private static final int STEPS_A_HISTORY = 500;
  private static final int STEPS_A_LOOK = 25;
  private static final Set<Place> DELETABLE =
      EnumSet.of(Place.READY, Place.DELAYED, Place.LEASED, Place.PARKED);

  /** Every place with its ids, and every key. */
  private static final String EVERYTHING =
      """
      local q, all = ARGV[1], {}
      local function add(place, ids)
        for _, id in ipairs(ids) do
          all[#all + 1] = place .. ' ' .. id
        end
      end
      for level = 0, 9 do
        add('r' .. level, redis.call('LRANGE', q .. ':r' .. level, 0, -1))
      end
      add('last', redis.call('LRANGE', q .. ':y', 0, -1))
      add('DELAYED', redis.call('ZRANGE', q .. ':s', 0, -1))
      add('LEASED', redis.call('ZRANGE', q .. ':l', 0, -1))
      add('DEAD', redis.call('ZRANGE', q .. ':d', 0, -1))
      add('COMPLETED', redis.call('ZRANGE', q .. ':c', 0, -1))
      add('owned', redis.call('HKEYS', q .. ':o'))
      add('stop', redis.call('SMEMBERS', q .. ':x'))
      add('told', redis.call('HKEYS', q .. ':g'))
      add('open', redis.call('ZRANGE', q .. ':B', 0, -1))
      for _, key in ipairs(redis.call('KEYS', '*')) do
        local kind, rest = string.match(key, '^bt:{[^}]*}:(%a)%d?:(.*)$')
        if kind == 'p' then
          add('PARKED', redis.call('LRANGE', key, 0, -1))
        elseif kind then
          add(kind, { rest })
        end
      end
      return all
      """;

  private static RedisForTests redis;

  @BeforeAll
  static void start() {
    redis = new RedisForTests();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void every_id_is_in_exactly_one_place_and_that_is_the_models() {
    long seed = Long.getLong("proof.seed", System.nanoTime());
    Random seeds = new Random(seed);
    Map<Place, Integer> seen = new TreeMap<>();
    for (int done = 0; done < STEPS; done += STEPS_A_HISTORY) {
      History history = new History(seeds.nextLong());
      try {
        history.run(seen);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "with -Dproof.seed=" + seed + ": " + e + "\n" + history.lastSteps(), e);
      }
    }
    assertThat(seen).containsKeys(Place.values());
  }

  /** A random life of a queue. */
  private static final class History {
    private final Random random;
    private final QueueModel model = new QueueModel();
    private final RedisJobStore store;
    private final TurnLimits limits;
    private final List<ClaimedJob> claims = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private final List<NewBatch> open = new ArrayList<>();
    private int jobs;
    private int batches;

    History(long seed) {
      random = new Random(seed);
      redis.run("redis.call('FLUSHALL') return 1");
      store =
          new RedisJobStore(new ScriptRunner(redis.connection, "model", RedisForTests.clocked()));
      limits =
          new TurnLimits(
              Duration.ofSeconds(1 + random.nextInt(10)),
              random.nextBoolean() ? 0 : 1 + random.nextInt(5),
              random.nextInt(4),
              1 + random.nextInt(3),
              1 + random.nextInt(3),
              1_000_000,
              Duration.ofDays(1_000));
      model.now = 1_800_000_000_000L;
    }

    String lastSteps() {
      return String.join("\n", steps.subList(Math.max(0, steps.size() - 12), steps.size()));
    }

    void run(Map<Place, Integer> seen) {
      for (int i = 1; i <= STEPS_A_HISTORY; i++) {
        if (random.nextBoolean()) {
          long most = random.nextInt(10) == 0 ? 3 * limits.lease().toMillis() : 1_000;
          model.now += (long) (random.nextDouble() * most);
        } else if (random.nextInt(100) == 0) {
          model.now += Duration.ofMinutes(61).toMillis();
        }
        redis.setClock(model.now);
        switch (random.nextInt(8)) {
          case 0, 1 -> add();
          case 2 -> manage();
          default -> turn();
        }
        if (random.nextInt(30) == 0) {
          deleteBody();
        }
        if (i % STEPS_A_LOOK == 0) {
          lookAtEverything();
          model.jobs.values().forEach(job -> seen.merge(job.place, 1, Integer::sum));
        }
      }
      workOff();
    }

    /** Whatever has happened, in the end nothing waits that a worker would not get. */
    private void workOff() {
      model.paused = false;
      Object unused =
          redis.connection.run(
              RedisForTests.clocked().manage(), List.of("bt:{model:q}"), List.of("resume"));
      TurnLimits together =
          new TurnLimits(
              limits.lease(),
              0,
              limits.keyConcurrency(),
              limits.crashes(),
              limits.errors(),
              limits.dead(),
              limits.deadAge());
      long waiting = 1;
      for (int i = 0; i < 1_000 && waiting > 0; i++) {
        model.now += Duration.ofMinutes(1).toMillis();
        redis.setClock(model.now);
        List<Settlement> done = new ArrayList<>();
        claims.forEach(job -> done.add(Settlement.Done.of(job)));
        claims.clear();
        turn(new Turn("node0", together, 40, "9876543210", true, done, List.of()));
        waiting =
            model.jobs.values().stream()
                .filter(job -> model.isLive(job.id))
                .filter(job -> job.place != Place.DEAD && job.place != Place.COMPLETED)
                .count();
      }
      assertThat(waiting).isZero();
      lookAtEverything();
    }

    private void add() {
      Optional<NewBatch> batch = Optional.empty();
      List<NewJob> added = new ArrayList<>();
      boolean many = random.nextInt(30) == 0;
      int count = many ? 30 : 1 + random.nextInt(4);
      if (random.nextInt(8) == 0) {
        NewBatch of = batch(count);
        String id = of.id();
        batch = Optional.of(of);
        for (int i = 0; i < count; i++) {
          added.add(
              new NewJob(
                  "j" + jobs++, Duration.ZERO, Envelope.of("t", "").with(Envelope.BATCH, id)));
        }
      } else {
        for (int i = 0; i < count; i++) {
          added.add(many ? new NewJob("j" + jobs++, Duration.ZERO, Envelope.of("t", "{}")) : job());
        }
      }
      steps.add(model.now + " add " + batch + " " + added);
      List<String> outcomes =
          store.add("q", batch, added, Optional.empty()).jobs().stream()
              .map(e -> e.outcome() + " " + e.id())
              .toList();
      assertThat(outcomes).isEqualTo(model.add(batch, added));
    }

    /** The next part of one that was begun, or a new one, of which other parts may never come. */
    private NewBatch batch(int count) {
      if (!open.isEmpty() && random.nextBoolean()) {
        NewBatch batch = open.get(random.nextInt(open.size()));
        if (random.nextBoolean()) {
          open.remove(batch);
        }
        return batch;
      }
      String id = "batch" + batches++;
      Envelope then = new Envelope(4, Map.of(Envelope.BATCH_RESULT, "@"), "then", "");
      Optional<NewJob> next =
          random.nextBoolean()
              ? Optional.of(new NewJob("then-" + id, Duration.ZERO, then))
              : Optional.empty();
      boolean whole = random.nextBoolean();
      NewBatch batch = new NewBatch(id, whole ? count : count + random.nextInt(4), next);
      if (!whole) {
        open.add(batch);
      }
      return batch;
    }

    private NewJob job() {
      Envelope envelope = new Envelope(3 + random.nextInt(3), Map.of(), "type", "{}");
      String id = "j" + jobs++;
      if (random.nextInt(3) == 0) {
        envelope = envelope.with(Envelope.CONCURRENCY_KEY, "key " + random.nextInt(2));
      }
      if (random.nextInt(4) == 0) {
        String policy = List.of("r", "k", "p").get(random.nextInt(3));
        envelope =
            envelope
                .with(Envelope.UNIQUE_KEY, "u;=" + random.nextInt(3))
                .with(Envelope.IF_TAKEN, policy);
      }
      if (random.nextInt(6) == 0) {
        envelope = envelope.with(Envelope.LIFE_MILLIS, Integer.toString(random.nextInt(5_000)));
      }
      if (random.nextInt(6) == 0) {
        envelope = envelope.with(Envelope.REMEMBERED_MILLIS, "1000");
        id = "own" + random.nextInt(30);
      }
      long delay = random.nextInt(3) == 0 ? random.nextInt(4_000) : 0;
      return new NewJob(id, Duration.ofMillis(delay), envelope);
    }

    /** Somebody does what nobody should; not to a job whose id can come again. */
    private void deleteBody() {
      List<Job> deletable =
          model.jobs.values().stream()
              .filter(
                  job -> job.id.startsWith("j") && !job.vanished && DELETABLE.contains(job.place))
              .sorted(Comparator.comparing(job -> job.id))
              .toList();
      if (!deletable.isEmpty()) {
        Job job = deletable.get(random.nextInt(deletable.size()));
        steps.add("delete " + job.id);
        Object unused = redis.server.command("DEL", "bt:{model:q}:j:" + job.id);
        job.vanished = true;
      }
    }

    private void manage() {
      if (random.nextInt(8) == 0) {
        model.paused = !model.paused;
        steps.add("paused: " + model.paused);
        Object unused =
            redis.connection.run(
                RedisForTests.clocked().manage(),
                List.of("bt:{model:q}"),
                List.of(model.paused ? "pause" : "resume"));
        return;
      }
      String what = List.of("requeue", "discard", "run").get(random.nextInt(3));
      List<String> known = new ArrayList<>(new TreeSet<>(model.jobs.keySet()));
      String id = known.isEmpty() ? "none" : known.get(random.nextInt(known.size()));
      steps.add(model.now + " " + what + " " + id);
      Object result =
          redis.connection.run(
              RedisForTests.clocked().manage(), List.of("bt:{model:q}"), List.of(what, id));
      assertThat(result).isEqualTo(List.of(model.manage(what, id)));
    }

    private void turn() {
      List<Settlement> settlements = new ArrayList<>();
      List<Renewal> renewals = new ArrayList<>();
      for (ClaimedJob claimed : List.copyOf(claims)) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> {
            settlements.add(settlement(claimed));
            if (random.nextInt(10) > 0) {
              claims.remove(claimed);
            }
          }
          case 4, 5 -> renewals.add(new Renewal(claimed, random.nextBoolean() ? "half" : ""));
          case 6 -> claims.remove(claimed);
          default -> {}
        }
      }
      Turn turn =
          new Turn(
              "node" + random.nextInt(2),
              limits,
              random.nextInt(10) == 0 ? 40 : random.nextInt(6),
              random.nextBoolean() ? "9876543210" : "3456789012",
              random.nextBoolean(),
              settlements,
              renewals);
      turn(turn);
    }

    private void turn(Turn turn) {
      steps.add(model.now + " " + turn);
      TurnReply reply = store.turn("q", turn);
      QueueModel.Told told = model.turn(turn);
      assertThat(reply.claimed().stream().map(History::text)).isEqualTo(told.claimed);
      assertThat(new TreeSet<>(reply.late())).isEqualTo(told.late);
      assertThat(new TreeSet<>(reply.lost())).isEqualTo(told.lost);
      assertThat(new TreeSet<>(reply.cancelled())).isEqualTo(told.cancelled);
      assertThat(reply.events())
          .isEqualTo(
              new TurnReply.Events(
                  told.reaped,
                  told.crashed,
                  told.expired,
                  told.vanished,
                  0,
                  told.parked,
                  told.cutOff));
      claims.addAll(reply.claimed());
    }

    private static String text(ClaimedJob job) {
      return job.id()
          + " "
          + job.fence()
          + " "
          + job.failures()
          + " "
          + job.crashes()
          + " "
          + job.stored().createdMillis();
    }

    private Settlement settlement(ClaimedJob job) {
      Duration delay = Duration.ofMillis(random.nextBoolean() ? 0 : random.nextInt(3_000));
      return switch (random.nextInt(8)) {
        case 0 -> new Settlement.Retry(job, delay, "it\nfailed");
        case 1 -> new Settlement.Bury(job, "it failed");
        case 2 -> new Settlement.Discard(job, "it failed");
        case 3 -> new Settlement.GiveBack(job, delay);
        case 4 ->
            new Settlement.Done(
                job,
                delay,
                "42",
                List.of(new NewJob("after-" + job.id(), delay, Envelope.of("after", ""))));
        default -> new Settlement.Done(job, Duration.ZERO, "", List.of());
      };
    }

    /** Places, bodies, states, errors and unique keys. */
    private void lookAtEverything() {
      List<?> all = (List<?>) redis.run(EVERYTHING, "bt:{model:q}");
      Map<String, List<String>> found =
          all.stream()
              .map(line -> ((String) line).split(" ", 2))
              .collect(
                  Collectors.groupingBy(
                      line -> line[0],
                      TreeMap::new,
                      Collectors.mapping(line -> line[1], Collectors.toList())));
      for (Place place : Place.values()) {
        List<String> expected = ids(place);
        List<String> there =
            switch (place) {
              case READY, CANCELLED, REMEMBERED -> List.of();
              default -> found.getOrDefault(place.name(), List.of());
            };
        if (place == Place.READY) {
          model.ready.forEach(
              (level, ids) ->
                  assertThat(found.getOrDefault("r" + level, List.of()))
                      .containsExactlyElementsOf(ids));
          assertThat(found.getOrDefault("last", List.of()))
              .containsExactlyElementsOf(model.lastChances);
        } else if (place == Place.PARKED) {
          assertThat(there)
              .containsExactlyInAnyOrderElementsOf(
                  model.parked.values().stream().flatMap(ids -> ids.stream()).toList());
        } else if (place != Place.CANCELLED && place != Place.REMEMBERED) {
          assertThat(there).containsExactlyInAnyOrderElementsOf(expected);
        }
      }
      assertThat(found.getOrDefault("owned", List.of()))
          .containsExactlyInAnyOrderElementsOf(ids(Place.LEASED));
      assertThat(found.getOrDefault("stop", List.of()))
          .containsExactlyInAnyOrderElementsOf(
              model.jobs.values().stream()
                  .filter(job -> job.asked && model.isKept(job.id))
                  .map(job -> job.id)
                  .toList());
      assertThat(ids(Place.LEASED)).containsAll(found.getOrDefault("told", List.of()));
      assertThat(found.getOrDefault("j", List.of()))
          .containsExactlyInAnyOrderElementsOf(
              model.jobs.keySet().stream().filter(id -> !model.jobs.get(id).vanished).toList());
      assertThat(found.getOrDefault("b", List.of()))
          .containsExactlyInAnyOrderElementsOf(model.batches.keySet());
      assertThat(found.getOrDefault("open", List.of()))
          .containsExactlyInAnyOrderElementsOf(model.openBatches());
      assertThat(found.getOrDefault("h", List.of())).allMatch(model::isKept);
      assertThat(found.getOrDefault("e", List.of())).allMatch(model::isKept);
      assertThat(found.getOrDefault("u", List.of())).hasSize(model.unique.size());
    }

    private List<String> ids(Place place) {
      return model.jobs.values().stream()
          .filter(job -> job.place == place)
          .map((Job job) -> job.id)
          .toList();
    }
  }
}
