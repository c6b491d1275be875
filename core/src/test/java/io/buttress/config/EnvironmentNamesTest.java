package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentNamesTest {
  private static final EnvironmentNames NAMES = new EnvironmentNames(Features.CORE);

  @ParameterizedTest
  @CsvSource({
    "BUTTRESS_REDIS_URI, buttress.redis.uri",
    "BUTTRESS_REDIS_READ_TIMEOUT, buttress.redis.read-timeout",
    "BUTTRESS_RATE_LIMIT_TRUSTED_PROXIES, buttress.rate-limit.trusted-proxies",
    "BUTTRESS_RATE_LIMIT_API_LIMITS, buttress.rate-limit.api.limits",
    "BUTTRESS_RATE_LIMIT_MY_API_LIMITS, buttress.rate-limit.my-api.limits",
    "BUTTRESS_RATE_LIMIT_API_EXEMPT_PATHS, buttress.rate-limit.api.exempt-paths",
    "BUTTRESS_RATE_LIMIT_API_LIMITS_CLASS, buttress.rate-limit.api.limits-class",
    "BUTTRESS_RATE_LIMIT_API_ROLE_LIMITS_VERY_PREMIUM,"
        + " buttress.rate-limit.api.role-limits.very-premium",
  })
  void a_variable_stands_for_a_property(String variable, String property) {
    assertThat(NAMES.propertyOf(variable, List.of())).contains(property);
    assertThat(EnvironmentNames.variableOf(property)).isEqualTo(variable);
    assertThat(Features.CORE.knows(property)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "BUTTRESS_RATE_LIMIT_BOOKRESOURCE_FIND_MODE, buttress.rate-limit.BookResource.find.mode",
    "BUTTRESS_RATE_LIMIT_BOOKRESOURCE_FIND_LIMITS, buttress.rate-limit.BookResource.find.limits",
    "BUTTRESS_RATE_LIMIT_MY_API_MODE, buttress.rate-limit.my_api.mode",
    "BUTTRESS_RATE_LIMIT_MY_API_V2_MODE, buttress.rate-limit.my_api.v2.mode",
    "BUTTRESS_RATE_LIMIT_MY_API_ROLE_LIMITS_X, buttress.rate-limit.my_api.role-limits.x",
    "BUTTRESS_RATE_LIMIT_MY_API_KEY_LIMITS_10_0_0_1,"
        + " buttress.rate-limit.my_api.key-limits.10.0.0.1",
  })
  void a_policy_that_is_written_elsewhere_keeps_its_spelling(String variable, String property) {
    List<String> written =
        List.of(
            "buttress.rate-limit.BookResource.find.limits",
            "buttress.rate-limit.my_api.limits",
            "buttress.rate-limit.my_api.v2.limits",
            "buttress.rate-limit.my_api.key-limits.10.0.0.1");
    assertThat(NAMES.propertyOf(variable, written)).contains(property);
  }

  @ParameterizedTest
  @CsvSource({
    "BUTTRESS_HOME",
    "BUTTRESS_REDIS_SERVICE_HOST",
    "BUTTRESS_REDIS_PORT_6379_TCP",
    "BUTTRESS_RATE_LIMIT_LIMITS",
    "BUTTRESS_RATE_LIMIT__LIMITS",
    "BUTTRESS_RATE_LIMIT_",
    "BUTTRESS_RATE_LIMIT_ROLE_LIMITS_",
  })
  void other_variables_are_strangers(String variable) {
    assertThat(NAMES.propertyOf(variable, List.of())).isEmpty();
  }

  @Test
  void a_variable_has_capitals_only() {
    assertThat(EnvironmentNames.isVariable("BUTTRESS_REDIS_URI")).isTrue();
    assertThat(EnvironmentNames.isVariable("buttress.redis.uri")).isFalse();
    assertThat(EnvironmentNames.isVariable("BUTTRESS")).isFalse();
  }
}
