package io.buttress.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.Field;
import io.buttress.http.HttpAnswer;
import io.buttress.http.PathPattern;
import io.buttress.http.RequestPattern;
import io.buttress.idempotency.FingerprintSpec.Part;
import io.buttress.idempotency.IdempotencyListener.Event;
import io.buttress.idempotency.Refusal.Reason;
import io.buttress.idempotency.internal.ClaimKeeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyEngineTest {
  private static final RequestPattern ORDERS =
      new RequestPattern(
          List.of(new PathPattern("/orders/*")), List.of(), Set.of("POST"), request -> true);
  private static final TestCall CALL = TestCall.post("/orders").key("k-1");
  private static final byte[] BODY = {1, 2, 3};

  private final ModelStore store = new ModelStore();
  private final List<Event> events = new ArrayList<>();
  private final ClaimKeeper keeper =
      new ClaimKeeper(store, (name, event) -> events.add(event), () -> store.nowMicros() * 1000);
  private IdempotencyPolicy policy = IdempotencyPolicy.of("orders", ORDERS);

  private IdempotencyEngine engine() {
    return new IdempotencyEngine(
        new IdempotencySettings(List.of(policy), List.of()),
        store,
        keeper,
        (name, event) -> events.add(event));
  }

  private IdempotencyPolicy with(
      boolean required, Times times, InFlight inFlight, OnOwnerLost onLost, Fallback fallback) {
    return new IdempotencyPolicy(
        "orders",
        ORDERS,
        required,
        "Idempotency-Key",
        List.of(new ScopePart.Principal(), new ScopePart.Role("buyer")),
        FingerprintSpec.STANDARD,
        AnswerSpec.STANDARD,
        times,
        inFlight,
        onLost,
        fallback);
  }

  private KeyCheck check(TestCall call) {
    return engine().check(call, policy);
  }

  private static Reason refused(KeyCheck check) {
    return ((KeyCheck.Refused) check).refusal().reason();
  }

  private Decision decide(TestCall call) {
    return retry(call, BODY);
  }

  private Execution execute(TestCall call) {
    return ((Decision.Execute) decide(call)).execution();
  }

  private void finish(Execution execution, int status) {
    StoredAnswer answer =
        new StoredAnswer(
            status,
            List.of(new Field("Location", "/orders/17")),
            "seventeen".getBytes(StandardCharsets.UTF_8));
    engine().finish(execution, new Ended.Answered(answer));
  }

  private Decision retry(TestCall call, byte[] body) {
    KeyedRequest request = (KeyedRequest) check(call);
    request.bodyDigest().ifPresent(digest -> digest.update(body));
    return engine().decide(request);
  }

  private static Reason reason(Decision decision) {
    return ((Decision.Refuse) decision).refusal().reason();
  }

  @Test
  void the_first_request_is_executed_and_a_retry_gets_its_answer() {
    Execution first = execute(CALL);
    assertThat(first.isAfterLoss()).isFalse();
    assertThat(reason(decide(CALL))).isEqualTo(Reason.IN_FLIGHT);
    finish(first, 201);
    Decision.Replay replay = (Decision.Replay) retry(CALL, BODY);
    assertThat(replay.answer().status()).isEqualTo(201);
    assertThat(replay.answer().body()).asString(StandardCharsets.UTF_8).isEqualTo("seventeen");
    assertThat(events)
        .containsExactly(Event.EXECUTED, Event.IN_FLIGHT, Event.STORED, Event.REPLAYED);
    assertThat(keeper.size()).isZero();
  }

  @Test
  void requests_that_no_policy_matches_have_none() {
    assertThat(engine().matching(CALL)).isEqualTo(policy);
    assertThat(engine().matching(TestCall.post("/books"))).isNull();
    assertThat(engine().matching(CALL.method("GET"))).isNull();
  }

  @Test
  void without_a_key_a_request_passes_unless_the_policy_needs_one() {
    TestCall call = TestCall.post("/orders");
    assertThat(check(call)).isEqualTo(KeyCheck.None.INSTANCE);
    policy = with(true, Times.STANDARD, InFlight.CONFLICT, OnOwnerLost.REEXECUTE, Fallback.CLOSED);
    assertThat(refused(check(call))).isEqualTo(Reason.MISSING);
    assertThat(refused(check(call.key("")))).isEqualTo(Reason.MALFORMED);
    assertThat(refused(check(CALL.key("another")))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void a_key_is_of_one_user_and_method() {
    finish(execute(CALL.user("anna")), 201);
    finish(execute(CALL.user("ben")), 201);
    finish(execute(CALL), 201);
    finish(execute(CALL.user("anna").method("PATCH")), 201);
    assertThat(retry(CALL.user("anna"), BODY)).isInstanceOf(Decision.Replay.class);
  }

  @Test
  void who_has_lost_a_role_of_the_scope_is_not_given_the_answer() {
    policy = with(false, Times.STANDARD, InFlight.CONFLICT, OnOwnerLost.REEXECUTE, Fallback.CLOSED);
    finish(execute(CALL.user("anna", "buyer")), 201);
    assertThat(decide(CALL.user("anna"))).isInstanceOf(Decision.Execute.class);
  }

  @Test
  void a_key_stands_for_one_request() {
    Execution first = execute(CALL);
    assertThat(reason(decide(CALL.query("a=1")))).isEqualTo(Reason.MISMATCH);
    assertThat(reason(retry(CALL, new byte[] {9}))).isEqualTo(Reason.MISMATCH);
    finish(first, 201);
    assertThat(((Decision.Refuse) retry(CALL, new byte[] {9})).refusal().reason())
        .isEqualTo(Reason.MISMATCH);
    TestCall elsewhere = TestCall.post("/orders/17").key("k-1");
    assertThat(((Decision.Refuse) retry(elsewhere, BODY)).refusal().reason())
        .isEqualTo(Reason.MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 405, 429, 500, 503, 301, 307, 101})
  void an_answer_that_is_not_final_leaves_the_key_free(int status) {
    finish(execute(CALL), status);
    assertThat(store.entries()).isEmpty();
    assertThat(decide(CALL)).isInstanceOf(Decision.Execute.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 302, 303, 402, 404, 409, 410, 422})
  void a_final_answer_is_stored(int status) {
    finish(execute(CALL), status);
    assertThat(retry(CALL, BODY)).isInstanceOf(Decision.Replay.class);
  }

  @Test
  void an_exception_leaves_the_key_free() {
    engine().finish(execute(CALL), Ended.Failed.INSTANCE);
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void the_strict_profile_stores_what_failed_once_it_had_begun() {
    assertThat(Profile.STRICT.stores(500)).isTrue();
    assertThat(Profile.STRICT.stores(400)).isFalse();
  }

  @Test
  void an_answer_that_was_not_kept_is_refused_and_never_executed_again() {
    engine().finish(execute(CALL), new Ended.Unkept(200));
    assertThat(((Decision.Refuse) retry(CALL, BODY)).refusal().reason())
        .isEqualTo(Reason.NOT_REPLAYABLE);
    StoredAnswer huge = new StoredAnswer(200, List.of(), new byte[(256 << 10) + 1]);
    engine().finish(execute(CALL.user("ben")), new Ended.Answered(huge));
    assertThat(((Decision.Refuse) retry(CALL.user("ben"), BODY)).refusal().reason())
        .isEqualTo(Reason.NOT_REPLAYABLE);
  }

  @Test
  void a_damaged_record_is_refused_and_never_executed_again() {
    Execution first = execute(CALL);
    assertThat(store.complete(first.claim(), new byte[] {1, 2}, Duration.ofDays(1))).isTrue();
    assertThat(reason(decide(CALL))).isEqualTo(Reason.NOT_REPLAYABLE);
  }

  @Test
  void after_the_owner_is_lost_the_policy_decides() {
    Execution first = execute(CALL);
    store.pass(Duration.ofSeconds(31));
    policy = with(false, Times.STANDARD, InFlight.CONFLICT, OnOwnerLost.REJECT, Fallback.CLOSED);
    TestCall call = CALL.user("ben");
    assertThat(decide(call)).isInstanceOf(Decision.Execute.class);
    store.pass(Duration.ofSeconds(31));
    assertThat(reason(decide(call))).isEqualTo(Reason.OWNER_LOST);
    policy = IdempotencyPolicy.of("orders", ORDERS);
    assertThat(reason(decide(CALL.query("x")))).isEqualTo(Reason.MISMATCH);
    Execution second = execute(CALL);
    assertThat(second.isAfterLoss()).isTrue();
    finish(second, 201);
    finish(first, 200);
    assertThat(((Decision.Replay) retry(CALL, BODY)).answer().status()).isEqualTo(201);
    assertThat(events).contains(Event.TAKEN_OVER, Event.FENCED_OFF);
  }

  @Test
  void who_waits_gets_the_answer_when_it_is_there() throws Exception {
    Times times =
        new Times(
            Duration.ofDays(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1));
    policy = with(false, times, InFlight.WAIT, OnOwnerLost.REJECT, Fallback.CLOSED);
    Execution first = execute(CALL);
    Thread other = new Thread(() -> finish(first, 201));
    other.start();
    assertThat(retry(CALL, BODY)).isInstanceOf(Decision.Replay.class);
    other.join();
  }

  @Test
  void who_has_waited_long_enough_is_refused() {
    Times times =
        new Times(
            Duration.ofDays(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMillis(60));
    policy = with(false, times, InFlight.WAIT, OnOwnerLost.REJECT, Fallback.CLOSED);
    execute(CALL);
    assertThat(reason(decide(CALL))).isEqualTo(Reason.IN_FLIGHT);
  }

  @Test
  void a_body_over_the_cap_is_refused_before_anything_is_claimed() {
    Refusal refusal = engine().tooLarge((KeyedRequest) check(CALL));
    assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(refusal.detail()).contains("1048576 bytes");
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void a_body_that_does_not_count_is_not_digested() {
    assertThat(new FingerprintSpec(Set.of(Part.QUERY), Set.of(), 0).needsBody()).isFalse();
    assertThat(((KeyedRequest) check(CALL)).bodyDigest()).isPresent();
  }

  @Test
  void without_the_store_nothing_is_executed_unless_the_policy_is_open() {
    store.setOut(true);
    assertThat(reason(decide(CALL))).isEqualTo(Reason.STORE_UNAVAILABLE);
    policy = with(false, Times.STANDARD, InFlight.CONFLICT, OnOwnerLost.REJECT, Fallback.OPEN);
    assertThat(decide(CALL)).isEqualTo(Decision.Unrecorded.INSTANCE);
    assertThat(events).contains(Event.UNRECORDED);
  }

  @Test
  void a_refusal_is_a_problem_with_a_stable_type() {
    execute(CALL);
    HttpAnswer answer = engine().render(((Decision.Refuse) decide(CALL)).refusal());
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.fields())
        .contains(new Field("Retry-After", "1"))
        .contains(new Field("Content-Type", "application/problem+json"));
    assertThat(answer.body()).contains("\"type\":\"urn:buttress:idempotency:in-flight\"");
  }

  @Test
  void each_reason_has_its_status() {
    List<Integer> statuses = List.of(400, 400, 422, 409, 409, 409, 413, 503);
    for (Reason reason : Reason.values()) {
      HttpAnswer answer = engine().render(new Refusal(reason, "why", Duration.ZERO));
      assertThat(answer.status()).isEqualTo(statuses.get(reason.ordinal()));
      assertThat(answer.fields()).noneMatch(field -> field.name().equals("Retry-After"));
    }
  }
}
