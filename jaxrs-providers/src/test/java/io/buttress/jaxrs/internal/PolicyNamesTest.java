package io.buttress.jaxrs.internal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.error.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A name belongs to one policy. */
class PolicyNamesTest {
  private static final Map<String, String> TEN = Map.of("limits", "10/1s");
  private static final Map<String, String> NINE = Map.of("limits", "9/1s");

  private final PolicyNames names = new PolicyNames();

  private void claim(String owner, Map<String, String> settings) {
    names.claim(new AskedPolicy("api", settings, owner, "@RateLimited on " + owner));
  }

  @Test
  void who_asks_again_for_the_same_may_have_it() {
    claim("shop.Books", TEN);
    assertThatCode(() -> claim("shop.Books", TEN)).doesNotThrowAnyException();
  }

  @Test
  void who_asks_for_something_else_is_told_whose_it_is() {
    claim("api", TEN);
    assertThatThrownBy(() -> claim("api", NINE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("@RateLimited on api and @RateLimited on api ask for different");
  }

  @Test
  void classes_of_one_simple_name_do_not_count_together_by_chance() {
    claim("shop.Books", TEN);
    assertThatThrownBy(() -> claim("library.Books", TEN))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("library.Books and @RateLimited on shop.Books");
  }

  @Test
  void those_of_different_HTTP_methods_may_mean_one_policy() {
    claim("api", Map.of("ttl", "1h"));
    assertThatCode(() -> claim("api", Map.of("ttl", "1h", "methods", "PUT")))
        .doesNotThrowAnyException();
    assertThatCode(() -> claim("api", Map.of("methods", "DELETE"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> claim("api", Map.of("ttl", "2h", "methods", "PUT")))
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void who_only_names_a_policy_takes_it_as_it_is() {
    claim("api", TEN);
    assertThatCode(() -> claim("api", Map.of())).doesNotThrowAnyException();
  }
}
