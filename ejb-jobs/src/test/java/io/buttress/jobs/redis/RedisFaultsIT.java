package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.FaultyNetwork;
import io.buttress.embedded.FaultyNetwork.Fault;
import io.buttress.error.StoreUnavailableException;
import io.buttress.jobs.JobRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A Redis that is killed, hangs, is full, forgets its scripts, or is badly reached. */
class RedisFaultsIT {
  private static final int FAULTY_PERCENT = 8;

  private volatile Fault fault = Fault.NONE;

  @Test
  void a_redis_that_is_killed_loses_nothing_of_what_was_acknowledged() {
    int kills = FaultReport.pick(2, 20);
    try (EmbeddedRedis redis =
            EmbeddedRedis.start(o -> o.with("appendonly", "yes").with("appendfsync", "always"));
        FaultyLoad load = new FaultyLoad(redis.uri(), "default")) {
      Duration worst = Duration.ZERO;
      for (int i = 0; i < kills; i++) {
        load.add(60);
        redis.kill();
        redis.restart();
        long back = System.nanoTime();
        load.add(60);
        Duration recovery = load.recovery(back);
        worst = recovery.compareTo(worst) > 0 ? recovery : worst;
      }
      load.report("Redis killed " + kills + " times, appendfsync always", worst);
    }
  }

  @Test
  void a_redis_that_hangs_holds_nobody_for_long_and_goes_on_where_it_was() {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        FaultyLoad load = new FaultyLoad(redis.uri(), "default")) {
      load.add(50);
      redis.hang();
      long hung = System.nanoTime();
      assertThat(refuses(load)).isTrue();
      assertThat(FaultReport.since(hung)).isLessThan(Duration.ofSeconds(5));
      redis.resume();
      long back = System.nanoTime();
      load.add(50);
      load.report("Redis suspended", load.recovery(back));
    }
  }

  private static boolean refuses(FaultyLoad load) {
    try {
      var unused = load.node.queue.enqueue(JobRequest.builder("note", 0).id("job-0").build());
      return false;
    } catch (StoreUnavailableException e) {
      return true;
    }
  }

  @Test
  void a_full_redis_refuses_jobs_and_those_that_are_there_are_done() {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        FaultyLoad load = new FaultyLoad(redis.uri(), "default")) {
      redis.command("HSET", "bt:{test:default}:m", "paused", "1");
      load.add(300);
      redis.command("CONFIG", "SET", "maxmemory", "1");
      for (int i = 0; i < 30; i++) {
        assertThat(refuses(load)).isTrue();
      }
      redis.command("HDEL", "bt:{test:default}:m", "paused");
      load.awaitAll();
      redis.command("CONFIG", "SET", "maxmemory", "0");
      long back = System.nanoTime();
      load.add(50);
      load.report("Redis full", load.recovery(back));
    }
  }

  @Test
  void scripts_that_are_forgotten_and_connections_that_are_closed_cost_no_job() {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        FaultyLoad load = new FaultyLoad(redis.uri(), "default")) {
      for (int i = 0; i < FaultReport.pick(40, 2_000); i++) {
        redis.command("SCRIPT", "FLUSH");
        load.add(10);
        redis.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        load.add(10);
      }
      long last = System.nanoTime();
      load.add(1);
      load.report("SCRIPT FLUSH and CLIENT KILL", load.recovery(last));
    }
  }

  @Test
  void a_bad_network_loses_no_job_and_adds_none_twice() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        FaultyNetwork network = FaultyNetwork.before(redis.port(), this::anyFault);
        FaultyLoad load = new FaultyLoad(network.uri(), "default")) {
      fault = Fault.LATE;
      load.add(FaultReport.pick(300, 10_000));
      while (Stream.of(Fault.values()).anyMatch(each -> network.happened(each) == 0)) {
        load.add(10);
      }
      fault = Fault.NONE;
      long good = System.nanoTime();
      load.add(1);
      load.report("a network with " + FAULTY_PERCENT + "% of faults", load.recovery(good));
      await()
          .atMost(FaultyLoad.LONGEST)
          .until(() -> redis.command("ZCARD", "bt:{test:default}:l").equals("0"));
      assertThat(redis.command("LLEN", "bt:{test:default}:r4")).isEqualTo("0");
    }
  }

  private Fault anyFault() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Fault[] all = Fault.values();
    return fault != Fault.NONE && random.nextInt(100) < FAULTY_PERCENT
        ? all[random.nextInt(all.length)]
        : Fault.NONE;
  }

  @Test
  void a_network_that_swallows_everything_for_a_while_is_waited_for() throws IOException {
    int seconds = FaultReport.pick(3, 30);
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        FaultyNetwork network = FaultyNetwork.before(redis.port(), () -> fault);
        FaultyLoad load = new FaultyLoad(network.uri(), "default")) {
      load.add(50);
      fault = Fault.SWALLOW_BEFORE;
      long start = System.nanoTime();
      await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofMinutes(2))
          .until(() -> refuses(load) && FaultReport.since(start).toSeconds() >= seconds);
      fault = Fault.NONE;
      long back = System.nanoTime();
      load.add(50);
      load.report("everything swallowed for " + seconds + " s", load.recovery(back));
    }
  }

  @Test
  void a_job_whose_acknowledgement_was_cut_off_and_that_is_added_again_is_one_job()
      throws IOException {
    AtomicInteger cuts = new AtomicInteger();
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        FaultyNetwork network =
            FaultyNetwork.before(
                redis.port(), () -> cuts.getAndDecrement() > 0 ? Fault.CUT_AFTER : Fault.NONE);
        FaultyLoad load = new FaultyLoad(network.uri(), "default")) {
      for (int i = 0; i < FaultReport.pick(20, 500); i++) {
        cuts.set(2);
        load.addOne();
      }
      assertThat(load.refused.get()).isPositive();
      cuts.set(0);
      long last = System.nanoTime();
      load.add(1);
      load.report("cut off after the effect", load.recovery(last));
      assertThat(load.repeated()).isZero();
    }
  }
}
