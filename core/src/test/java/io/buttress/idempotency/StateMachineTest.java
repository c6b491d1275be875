package io.buttress.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.idempotency.IdempotencyStore.Release;
import io.buttress.idempotency.IdempotencyStore.Renewal;
import io.buttress.idempotency.ModelStore.Done;
import io.buttress.idempotency.ModelStore.Running;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every interleaving of some owners of one key, with crashes, pauses beyond the lease, failures and
 * the end of the record's life, against what must hold in each of them. What the model does the
 * scripts do: ScriptsAgainstModel says so.
 */
class StateMachineTest {
  private static final String KEY = "key";
  private static final Duration LEASE = Duration.ofMillis(10);
  private static final Duration CAP = Duration.ofMillis(25);
  private static final Duration TTL = Duration.ofMillis(1000);
  private static final int MOST_PAUSES = 3;

  private final Set<String> seen = new HashSet<>();
  private int completions;
  private int takeOvers;
  private int fencedOff;

  private enum At {
    IDLE,
    CLAIMED,
    EXECUTED,
    GONE,
    CRASHED
  }

  /** An owner, and the fence of its last claim. */
  private record Owner(At at, long fence, int attempts) {
    Claim claim(int number) {
      return new Claim(KEY, owner(number, attempts), fence);
    }

    Owner to(At next) {
      return new Owner(next, fence, attempts);
    }

    boolean isLive() {
      return at == At.CLAIMED || at == At.EXECUTED;
    }
  }

  /**
   * Everything at one moment.
   *
   * @param executions under the present record
   * @param highest of all fences so far
   * @param pauses how often time has passed beyond a lease
   * @param old whether a record has lived its life
   * @param lost whether an owner has said of itself that it is lost
   */
  private record World(
      ModelStore store,
      List<Owner> owners,
      int executions,
      long highest,
      int pauses,
      boolean old,
      boolean lost) {
    World with(int number, Owner owner, int moreExecutions) {
      List<Owner> changed = new ArrayList<>(owners);
      changed.set(number, owner);
      return new World(
          store.copy(),
          List.copyOf(changed),
          executions + moreExecutions,
          highest,
          pauses,
          old,
          lost);
    }

    /** Equal for worlds in which the same can happen: fences count by their order alone. */
    String shape() {
      List<Long> fences = owners.stream().map(Owner::fence).sorted().distinct().toList();
      String all =
          owners.stream()
              .map(o -> o.at() + "" + fences.indexOf(o.fence()) + o.attempts())
              .collect(Collectors.joining());
      long now = store.nowMicros() / 1000;
      String entry =
          store.entries().values().stream()
              .map(
                  e ->
                      e instanceof Running r
                          ? r.owner()
                              + fences.indexOf(r.fence())
                              + (r.leaseEnd() > now)
                              + (r.latestEnd() > now)
                          : "done")
              .collect(Collectors.joining());
      return all + entry + executions + pauses + old + lost;
    }
  }

  @ParameterizedTest
  @CsvSource({"2,true", "3,true", "2,false", "3,false"})
  void no_interleaving_of_owners_breaks_what_must_hold(int count, boolean reexecute) {
    List<Owner> owners = IntStream.range(0, count).mapToObj(i -> new Owner(At.IDLE, 0, 0)).toList();
    explore(new World(new ModelStore(), owners, 0, 0, 0, false, false), reexecute);
    // That it went through what it is about.
    assertThat(seen).hasSizeGreaterThan(count == 2 ? 100 : 2_000);
    assertThat(completions).isPositive();
    assertThat(fencedOff).isPositive();
    assertThat(takeOvers > 0).isEqualTo(reexecute);
  }

  private void explore(World world, boolean reexecute) {
    if (!seen.add(world.shape())) {
      return;
    }
    check(world, reexecute);
    for (int i = 0; i < world.owners().size(); i++) {
      for (World next : steps(world, i, reexecute)) {
        explore(next, reexecute);
      }
    }
    if (world.pauses() < MOST_PAUSES) {
      explore(later(world, LEASE.plusMillis(1)), reexecute);
      explore(later(world, TTL.plus(CAP).plus(LEASE)), reexecute);
    }
  }

  private static World later(World world, Duration time) {
    ModelStore store = world.store().copy();
    store.pass(time);
    boolean gone = store.entries().isEmpty() && !world.store().copy().entries().isEmpty();
    return new World(
        store,
        world.owners(),
        gone ? 0 : world.executions(),
        world.highest(),
        world.pauses() + 1,
        world.old() || gone,
        world.lost());
  }

  private List<World> steps(World world, int number, boolean reexecute) {
    Owner owner = world.owners().get(number);
    List<World> next = new ArrayList<>();
    switch (owner.at()) {
      case IDLE -> next.add(claim(world, number, reexecute));
      case CLAIMED -> {
        next.add(world.with(number, owner.to(At.EXECUTED), 1));
        next.add(world.with(number, owner.to(At.CRASHED), 0));
        next.add(renew(world, number));
        next.add(giveUp(world, number, Release.FREE));
        next.add(giveUp(world, number, Release.LOST));
      }
      case EXECUTED -> {
        next.add(world.with(number, owner.to(At.CRASHED), 0));
        next.add(renew(world, number));
        next.add(complete(world, number));
        next.add(giveUp(world, number, Release.LOST));
      }
      case GONE, CRASHED -> {}
    }
    return next;
  }

  private static String owner(int number, int attempt) {
    return "owner-" + number + "-" + attempt;
  }

  private World claim(World world, int number, boolean reexecute) {
    Owner owner = world.owners().get(number);
    int attempt = owner.attempts() + 1;
    World next = world.with(number, owner, 0);
    ClaimResult result =
        next.store()
            .claim(
                new ClaimDemand(
                    KEY,
                    owner(number, attempt),
                    new byte[] {1},
                    LEASE,
                    CAP,
                    TTL.plus(CAP).plus(LEASE),
                    reexecute));
    if (result instanceof ClaimResult.Acquired acquired) {
      takeOvers += acquired.afterLoss() ? 1 : 0;
      assertThat(acquired.fence()).as("fences rise").isGreaterThan(world.highest());
      Owner now = new Owner(At.CLAIMED, acquired.fence(), attempt);
      World claimed = next.with(number, now, 0);
      return new World(
          claimed.store(),
          claimed.owners(),
          claimed.executions(),
          acquired.fence(),
          claimed.pauses(),
          claimed.old(),
          claimed.lost());
    }
    // Refused, or answered with what is stored: it may come once more.
    return next.with(number, new Owner(attempt < 2 ? At.IDLE : At.GONE, 0, attempt), 0);
  }

  private static World renew(World world, int number) {
    World next = world.with(number, world.owners().get(number), 0);
    next.store().renew(List.of(new Renewal(world.owners().get(number).claim(number), LEASE)));
    return next;
  }

  private static World giveUp(World world, int number, Release how) {
    World next = world.with(number, world.owners().get(number).to(At.GONE), 0);
    Map<String, ModelStore.Entry> before = next.store().entries();
    boolean done = next.store().release(world.owners().get(number).claim(number), how);
    if (!done) {
      assertThat(next.store().entries()).as("who holds nothing changes nothing").isEqualTo(before);
    }
    return new World(
        next.store(),
        next.owners(),
        next.executions(),
        next.highest(),
        next.pauses(),
        next.old(),
        next.lost() || how == Release.LOST);
  }

  private World complete(World world, int number) {
    World next = world.with(number, world.owners().get(number).to(At.GONE), 0);
    Map<String, ModelStore.Entry> before = next.store().entries();
    byte[] record = ("of " + number).getBytes(StandardCharsets.UTF_8);
    boolean stored = next.store().complete(world.owners().get(number).claim(number), record, TTL);
    completions += stored ? 1 : 0;
    fencedOff += stored ? 0 : 1;
    if (before.get(KEY) instanceof Done done) {
      assertThat(stored).as("a completed record is not overwritten").isFalse();
      assertThat(next.store().entries().get(KEY)).isEqualTo(done);
    }
    if (before.get(KEY) instanceof Running running) {
      assertThat(stored)
          .as("only who holds the key completes it")
          .isEqualTo(running.fence() == world.owners().get(number).fence());
    }
    return next;
  }

  private static void check(World world, boolean reexecute) {
    List<Long> live =
        world.owners().stream().filter(Owner::isLive).map(Owner::fence).sorted().toList();
    assertThat(live).as("no two live owners with the same fence").doesNotHaveDuplicates();
    if (!reexecute) {
      assertThat(world.old() ? 1 : world.executions())
          .as("without re-execution nothing is executed twice")
          .isLessThanOrEqualTo(1);
    }
    if (world.pauses() == 0 && !world.lost()) {
      assertThat(world.executions())
          .as("as long as no lease ends nothing is executed twice")
          .isLessThanOrEqualTo(1);
    }
  }
}
