package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What our dependencies ask for and do not need stays out of a user's WAR, and out of our tests.
 */
class LeanDependenciesTest {
  @ParameterizedTest
  @ValueSource(strings = {"kotlin.Unit", "com.google.gson.Gson", "org.json.JSONObject"})
  void is_not_there(String unneeded) {
    assertThatThrownBy(() -> Class.forName(unneeded)).isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void the_breaker_opens_and_closes_without_kotlin() {
    CircuitBreaker breaker =
        CircuitBreaker.of(
            "redis",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(2)
                .minimumNumberOfCalls(2)
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  breaker.executeRunnable(
                      () -> {
                        throw new IllegalStateException("down");
                      }))
          .hasMessage("down");
    }
    assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    breaker.transitionToHalfOpenState();
    assertThat(breaker.executeSupplier(() -> "up")).isEqualTo("up");
    assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
  }
}
