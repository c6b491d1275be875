package io.buttress.jobs.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedCluster;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.EmbeddedSentinel;
import io.buttress.embedded.SlotMigration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Queues in a cluster whose slots move, and over a failover. */
class JobsTopologyIT {
  @Test
  void queues_of_a_cluster_are_in_slots_of_their_own_and_each_is_worked_off() {
    List<String> names = List.of("mail", "papers", "default", "reports");
    List<FaultyLoad> loads = new ArrayList<>();
    try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
      assertThat(names.stream().map(name -> slot(cluster, name))).doesNotHaveDuplicates();
      names.forEach(name -> loads.add(new FaultyLoad(cluster.uri(), name)));
      loads.forEach(load -> load.add(50));
      loads.forEach(FaultyLoad::awaitAll);
      loads.forEach(FaultyLoad::close);
    }
  }

  private static int slot(EmbeddedCluster cluster, String queue) {
    return cluster.slotOf("bt:{test:" + queue + "}");
  }

  @Test
  void a_queue_whose_slot_moves_while_it_is_worked_off_loses_no_job() {
    int times = FaultReport.pick(3, 30);
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        FaultyLoad load = new FaultyLoad(cluster.uri(), "default")) {
      Duration worst = Duration.ZERO;
      for (int i = 0; i < times; i++) {
        load.add(20);
        long back = move(cluster, slot(cluster, "default"), load);
        load.add(20);
        Duration recovery = load.recovery(back);
        worst = recovery.compareTo(worst) > 0 ? recovery : worst;
      }
      assertThat(load.refused.get()).isPositive();
      load.report(times + " migrations of a queue's slot", worst);
      assertThat(load.repeated()).isZero();
    }
  }

  /** While a slot is on its way, jobs are refused and added, and pollers come. */
  private static long move(EmbeddedCluster cluster, int slot, FaultyLoad load) {
    EmbeddedRedis from = cluster.ownerOf(slot);
    EmbeddedRedis to = cluster.nodes().get((cluster.nodes().indexOf(from) + 1) % 3);
    SlotMigration migration = cluster.beginMigration(slot, to);
    long refused = load.refused.get();
    Thread sender = new Thread(load::addOne);
    sender.start();
    await().until(() -> load.refused.get() > refused + 5);
    migration.moveKeys();
    await().until(() -> load.refused.get() > refused + 10);
    migration.finish();
    long back = System.nanoTime();
    await().atMost(FaultyLoad.LONGEST).until(() -> !sender.isAlive());
    return back;
  }

  @Test
  void after_a_failover_the_poller_goes_on_by_itself() {
    int times = FaultReport.pick(1, 10);
    try (EmbeddedSentinel sentinel = EmbeddedSentinel.start();
        FaultyLoad load = new FaultyLoad(sentinel.uri(), "default")) {
      Duration worst = Duration.ZERO;
      for (int i = 0; i < times; i++) {
        load.add(50);
        // What the replica has not seen yet is lost with the master.
        assertThat(sentinel.master().command("WAIT", "1", "5000")).isEqualTo("1");
        sentinel.failover();
        long over = System.nanoTime();
        load.add(50);
        Duration recovery = load.recovery(over);
        worst = recovery.compareTo(worst) > 0 ? recovery : worst;
      }
      load.report(times + " failovers by Sentinel", worst);
      assertThat(worst).isLessThan(Duration.ofSeconds(20));
    }
  }
}
