package io.buttress.jaxrs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which templates may match the same path. */
class MethodPathTest {
  private static MethodPath path(String template) {
    return new MethodPath(MethodPath.normalised(template));
  }

  @ParameterizedTest
  @CsvSource({
    "{id}, /{isbn}/, true",
    "a/{id}, a/new, true",
    "a/{id}, a/{id}.pdf, true",
    "a/{id}, b/{id}, false",
    "a/{id}, a/{id}/b, false",
    "'', {id}, false",
    "'', {rest: .*}, true",
    "a/{rest: .*}, a/b/c, true",
    "a/{rest: .*}, b/c, false",
    "{n: [0-9]+}, {id}, true",
    "a/{n: [0-9]+}, {id}, false",
    "a/{n: [0-9]+}/c, a/{id}, false",
    "a/{rest: b/.*}/d, a/b/c/d, true",
  })
  void they_do_if_nothing_tells_them_apart(String one, String other, boolean expected) {
    assertThat(path(one).mayMatchAs(path(other))).isEqualTo(expected);
    assertThat(path(other).mayMatchAs(path(one))).isEqualTo(expected);
  }
}
