package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who tells by an application's own means who they are. */
class CredentialsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"PHPSESSID", "connect.sid", "remember-me", "access_token", "JSESSIONID", "SSO_x"})
  void a_cookie_by_which_users_are_known_is_a_sign_of_one(String name) {
    List<String> lines = List.of("a=b; " + name + "=c");
    assertThat(Credentials.areInCookies(lines, Set.of())).isTrue();
    assertThat(Credentials.areInCookies(lines, Set.of(name))).as("unless it counts").isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"_ga", "lang", "theme", "consent", ""})
  void others_are_none(String name) {
    assertThat(Credentials.areInCookies(List.of(name + "=token"), Set.of())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-API-Key", "x-auth-token", "X-Forwarded-User", "X-Remote-User"})
  void a_field_that_tells_who_asks_is_a_sign_of_one(String name) {
    TestCall call = TestCall.get("/").with(name, "x");
    assertThat(Credentials.areInFields(call, Set.of())).isTrue();
    assertThat(Credentials.areInFields(call, Set.of(name))).as("unless it counts").isFalse();
    assertThat(Credentials.areInFields(TestCall.get("/").with("Accept", "x"), Set.of())).isFalse();
  }

  @Test
  void nobody_else_gets_what_they_get_even_if_it_says_for_how_long_it_is_fresh() {
    CachedOrigin origin = CachedOrigin.answering(Profile.SAFE, "Cache-Control", "max-age=60");
    TestCall known = TestCall.get("/").cookie("PHPSESSID", "1");
    TestCall keyed = TestCall.get("/").with("X-API-Key", "1");
    assertThat(origin.ask(known).body()).isEqualTo("answer 1");
    assertThat(origin.ask(keyed).body()).isEqualTo("answer 2");
    assertThat(origin.text("/")).isEqualTo("answer 3");
    assertThat(origin.ask(known).body()).as("nor they what others got").isEqualTo("answer 4");
    assertThat(origin.ask(keyed).body()).isEqualTo("answer 5");
    assertThat(origin.text("/")).isEqualTo("answer 3");
  }
}
