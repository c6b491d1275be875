package io.buttress.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.http.RequestPattern;
import io.buttress.idempotency.Refusal.Reason;
import io.buttress.idempotency.internal.ClaimKeeper;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work without HTTP. */
class IdempotencyTest {
  private final ModelStore store = new ModelStore();
  private final ClaimKeeper keeper =
      new ClaimKeeper(store, IdempotencyListener.NONE, () -> store.nowMicros() * 1000);
  private final Idempotency messages =
      new Idempotency(
          () -> IdempotencyPolicy.of("messages", RequestPattern.NONE),
          new IdempotencyEngine(
              new IdempotencySettings(List.of(), List.of()),
              store,
              keeper,
              IdempotencyListener.NONE));
  private final AtomicInteger done = new AtomicInteger();

  private String work() {
    return "result ä " + done.incrementAndGet();
  }

  @Test
  void work_is_done_once_for_a_key() {
    assertThat(messages.execute("m-1", "text", this::work))
        .isEqualTo(new Outcome.Done("result ä 1", false));
    assertThat(messages.execute("m-1", "text", this::work))
        .isEqualTo(new Outcome.Done("result ä 1", true));
    assertThat(messages.execute("m-2", "text", this::work))
        .isEqualTo(new Outcome.Done("result ä 2", false));
  }

  @Test
  void other_work_under_the_key_is_refused() {
    messages.execute("m-1", "text", this::work);
    Outcome outcome = messages.execute("m-1", "other text", this::work);
    assertThat(((Outcome.Refused) outcome).refusal().reason()).isEqualTo(Reason.MISMATCH);
  }

  @Test
  void work_that_fails_leaves_the_key_free() {
    assertThatThrownBy(
            () ->
                messages.execute(
                    "m-1",
                    "text",
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(messages.execute("m-1", "text", this::work)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void work_within_the_same_work_is_in_flight() {
    messages.execute(
        "m-1",
        "text",
        () -> {
          Outcome inner = messages.execute("m-1", "text", this::work);
          assertThat(((Outcome.Refused) inner).refusal().reason()).isEqualTo(Reason.IN_FLIGHT);
          return "outer";
        });
    assertThat(done).hasValue(0);
  }

  @Test
  void without_the_store_work_is_refused() {
    store.setOut(true);
    Outcome outcome = messages.execute("m-1", "text", this::work);
    assertThat(((Outcome.Refused) outcome).refusal().reason()).isEqualTo(Reason.STORE_UNAVAILABLE);
    assertThat(done).hasValue(0);
  }

  @Test
  void a_key_has_at_least_one_character() {
    assertThatThrownBy(() -> messages.execute("", "text", this::work))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
