package io.buttress.ratelimit;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.ClientAddress;
import io.buttress.http.HttpAnswer;
import io.buttress.http.TestRequest;
import io.buttress.ratelimit.RateLimitSettings.LegacyFields;
import io.buttress.ratelimit.internal.LocalRateLimitStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RejectionRenderingTest {
  private static final TestRequest REQUEST = TestRequest.get("/");
  // Held: the platform lets loggers that nobody holds be collected.
  private static final Logger LOGGER = Logger.getLogger(RateLimitEngine.class.getName());

  private final List<LogRecord> logged = new ArrayList<>();

  @BeforeEach
  void listen() {
    // Kept, and not printed.
    LOGGER.setFilter(message -> !logged.add(message));
  }

  @AfterEach
  void stopListening() {
    LOGGER.setFilter(null);
  }

  @Test
  void without_a_renderer_the_answer_is_a_problem() {
    assertThat(render(null).body()).contains("quota-exceeded");
  }

  @Test
  void a_renderer_gets_the_standard_answer_and_its_own_is_sent() {
    HttpAnswer answer =
        render(
            (request, rejected, standard) ->
                new HttpAnswer(
                    standard.status(), standard.fields(), request.path() + rejected.policy()));
    assertThat(answer.body()).isEqualTo("/api");
    assertThat(answer.fields()).extracting(f -> f.name()).contains("Retry-After");
  }

  @Test
  void a_renderer_that_fails_is_warned_of_once_and_the_standard_answer_is_sent() {
    RateLimitEngine engine =
        engine(
            (request, rejected, standard) -> {
              throw new IllegalStateException("a bug");
            });
    Decision.Rejected rejected = rejected(engine);
    assertThat(engine.render(REQUEST, rejected).body()).contains("quota-exceeded");
    assertThat(engine.render(REQUEST, rejected).body()).contains("quota-exceeded");
    assertThat(logged).hasSize(1);
    assertThat(logged.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(logged.get(0).getThrown()).hasMessage("a bug");
  }

  @Test
  void a_renderer_that_returns_nothing_has_failed() {
    assertThat(render((request, rejected, standard) -> null).body()).contains("quota-exceeded");
    assertThat(logged).hasSize(1);
  }

  private static HttpAnswer render(RejectionRenderer renderer) {
    RateLimitEngine engine = engine(renderer);
    return engine.render(REQUEST, rejected(engine));
  }

  private static RateLimitEngine engine(RejectionRenderer renderer) {
    RateLimitSettings settings =
        new RateLimitSettings(
            List.of(policy("api", bucket("api", 1, Duration.ofMinutes(1)))),
            new ClientAddress(),
            true,
            LegacyFields.OFF);
    RateLimitEngine.Builder builder =
        RateLimitEngine.builder(settings, new LocalRateLimitStore(new MovedClock(), 10));
    return renderer == null ? builder.build() : builder.renderer(renderer).build();
  }

  private static Decision.Rejected rejected(RateLimitEngine engine) {
    engine.decide(REQUEST, engine.matching(REQUEST));
    return (Decision.Rejected) engine.decide(REQUEST, engine.matching(REQUEST));
  }
}
