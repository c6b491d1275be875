package io.buttress.idempotency.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.RequestPattern;
import io.buttress.idempotency.Claim;
import io.buttress.idempotency.ClaimDemand;
import io.buttress.idempotency.ClaimResult;
import io.buttress.idempotency.IdempotencyListener.Event;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.IdempotencyStore.Release;
import io.buttress.idempotency.ModelStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimKeeperTest {
  private static final IdempotencyPolicy POLICY =
      IdempotencyPolicy.of("orders", RequestPattern.NONE);
  private static final byte[] RECORD = {1};

  private final ModelStore store = new ModelStore();
  private final List<Event> events = new ArrayList<>();
  private final ClaimKeeper keeper =
      new ClaimKeeper(store, (name, event) -> events.add(event), () -> store.nowMicros() * 1000);
  private final Claiming claiming = new Claiming(store);

  private ClaimDemand demand(String id) {
    return claiming.demand(POLICY, id, new byte[] {7});
  }

  private Claim claim(String id) {
    ClaimDemand demand = demand(id);
    ClaimResult.Acquired acquired = (ClaimResult.Acquired) store.claim(demand);
    Claim claim = new Claim(id, demand.owner(), acquired.fence());
    keeper.add(claim, POLICY);
    return claim;
  }

  private static Settlement stored() {
    return new Settlement.Complete(RECORD, Event.STORED);
  }

  private void pass(Duration time) {
    store.pass(time);
    keeper.run();
  }

  @Test
  void claims_are_renewed_as_long_as_their_work_goes_on() {
    for (int i = 0; i < 250; i++) {
      claim("id-" + i);
    }
    for (int i = 0; i < 20; i++) {
      pass(Duration.ofSeconds(11));
    }
    assertThat(store.claim(demand("id-0"))).isInstanceOf(ClaimResult.Running.class);
    assertThat(store.claim(demand("id-249"))).isInstanceOf(ClaimResult.Running.class);
  }

  @Test
  void work_that_takes_too_long_is_given_up_and_may_still_be_stored() {
    Claim claim = claim("id");
    for (int i = 0; i < 60; i++) {
      pass(Duration.ofSeconds(11));
    }
    assertThat(events).containsExactly(Event.OVERDUE);
    keeper.end(claim, POLICY, stored());
    assertThat(store.claim(demand("id"))).isInstanceOf(ClaimResult.Completed.class);
    assertThat(keeper.size()).isZero();
  }

  @Test
  void an_outcome_waits_for_the_store_and_its_claim_lasts() {
    Claim claim = claim("id");
    store.setOut(true);
    keeper.end(claim, POLICY, stored());
    pass(Duration.ofSeconds(60));
    assertThat(keeper.waiting()).isEqualTo(1);
    store.setOut(false);
    keeper.run();
    assertThat(keeper.waiting()).isZero();
    assertThat(keeper.size()).isZero();
    assertThat(events).containsExactly(Event.STORED);
    assertThat(store.claim(demand("id"))).isInstanceOf(ClaimResult.Completed.class);
  }

  @Test
  void an_outcome_that_waits_for_too_long_is_lost_and_counted() {
    Claim claim = claim("id");
    store.setOut(true);
    keeper.end(claim, POLICY, stored());
    pass(Duration.ofMinutes(11));
    assertThat(events).containsExactly(Event.UNSETTLED);
    assertThat(keeper.waiting()).isZero();
    assertThat(keeper.size()).isZero();
  }

  @Test
  void outcomes_that_wait_take_a_bounded_part_of_the_memory() {
    store.setOut(false);
    List<Claim> claims = List.of(claim("a"), claim("b"), claim("c"));
    store.setOut(true);
    byte[] large = new byte[7 << 20];
    claims.forEach(
        claim -> keeper.end(claim, POLICY, new Settlement.Complete(large, Event.STORED)));
    assertThat(keeper.waiting()).isEqualTo(2);
    assertThat(events).containsExactly(Event.UNSETTLED);
  }

  @Test
  void a_claim_whose_answer_never_came_is_undone() {
    ClaimDemand demand = demand("id");
    assertThat(store.claim(demand)).isInstanceOf(ClaimResult.Acquired.class);
    keeper.withdraw(demand, POLICY);
    keeper.run();
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void a_claim_of_somebody_else_is_not_undone() {
    claim("id");
    keeper.withdraw(demand("id"), POLICY);
    keeper.run();
    assertThat(store.entries()).hasSize(1);
  }

  @Test
  void when_the_application_ends_its_claims_are_lost_at_once() {
    Claim claim = claim("id");
    keeper.close();
    ClaimResult.Acquired next = (ClaimResult.Acquired) store.claim(demand("id"));
    assertThat(next.afterLoss()).isTrue();
    keeper.end(claim, POLICY, stored());
    assertThat(events).containsExactly(Event.RELEASED, Event.FENCED_OFF);
  }

  @Test
  void a_request_that_outlives_the_application_can_still_store_its_outcome() {
    Claim claim = claim("id");
    keeper.close();
    keeper.end(claim, POLICY, stored());
    assertThat(store.claim(demand("id"))).isInstanceOf(ClaimResult.Completed.class);
  }

  @Test
  void what_is_given_back_is_free() {
    Claim claim = claim("id");
    keeper.end(claim, POLICY, new Settlement.GiveUp(Release.FREE));
    assertThat(store.entries()).isEmpty();
    assertThat(events).containsExactly(Event.RELEASED);
  }
}
