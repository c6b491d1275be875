package io.buttress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "/api/books,      /api/books,       true",
    "/api/books,      /api/books/,      true",
    "/api/books/,     /api/books,       true",
    "/api/books,      /api/books//,     false",
    "/api/books,      /api/book,        false",
    "/api/books,      /api/books/7,     false",
    "/api/books,      /API/books,       false",
    "/api/*,          /api,             true",
    "/api/*,          /api/,            true",
    "/api/*,          /api/books/7,     true",
    "/api/*,          /apis,            false",
    "/api/*,          /v1/api/books,    false",
    "/*,              /,                true",
    "/*,              /a/b,             true",
    "/,               /,                true",
    "/,               /a/b,             true",
    "*.jsp,           /index.jsp,       true",
    "*.jsp,           /a/b/index.jsp,   true",
    "*.jsp,           /index.jsp/,      true",
    "*.jsp,           /index.jspx,      false",
    "*.jsp,           /index.jsp/more,  false",
    "*.tar.gz,        /a.tar.gz,        true",
    "/a.b/c+d,        /a.b/c+d,         true",
    "/a.b,            /axb,             false",
  })
  void servlet_mapping_rules_hold_and_a_slash_at_the_end_is_ignored(
      String pattern, String path, boolean matches) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "/shops/{shop}/orders,     /shops/7/orders,          true",
    "/shops/{shop}/orders,     /shops/7/orders/,         true",
    "/shops/{shop}/orders,     /shops//orders,           false",
    "/shops/{shop}/orders,     /shops/orders,            false",
    "/shops/{shop}/orders,     /shops/7/8/orders,        false",
    "/shops/{shop}/orders,     /shops/7/orders/8,        false",
    "/shops/{shop}/orders,     /shops/7/orderss,         false",
    "/shops/{shop}/*,          /shops/7,                 true",
    "/shops/{shop}/*,          /shops/7/orders/8,        true",
    "/shops/{shop}/*,          /shops/,                  false",
    "/{any},                   /x,                       true",
    "/{any},                   /,                        false",
    "/{a}/{b},                 /x/y,                     true",
    "/{a}/{b},                 /x,                       false",
  })
  void a_variable_takes_a_whole_segment_that_is_not_empty(
      String pattern, String path, boolean matches) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void variables_are_found_by_name() {
    PathPattern pattern = new PathPattern("/shops/{shop}/orders/{order-id}/*");
    assertThat(pattern.variable("/shops/a b/orders/7/lines", "shop")).isEqualTo("a b");
    assertThat(pattern.variable("/shops/a b/orders/7/", "order-id")).isEqualTo("7");
    assertThat(pattern.variable("/shops/a b/orders/7/", "order")).isNull();
    assertThat(pattern.variable("/shops/a b", "shop")).isNull();
    assertThat(new PathPattern("/shops/*").variable("/shops/7", "shop")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "api",
        "api/*",
        "*",
        "*.",
        "**",
        "/a*",
        "/*/b",
        "/a/*/b",
        "*.a/b",
        "*.*",
        "/{a",
        "/a}",
        "/{}",
        "/x{a}",
        "/{a}/{a}",
        "/{a b}",
        "{a}",
        "/{a}*",
        "/{1}",
        "/a/**"
      })
  void what_is_no_pattern_is_refused_with_what_is_allowed(String text) {
    assertThatThrownBy(() -> new PathPattern(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("/prefix/*");
  }

  @Property
  void no_path_makes_a_pattern_throw(@ForAll String path) {
    for (String pattern : new String[] {"/a", "/a/*", "*.a", "/{a}", "/{a}/{b}/*", "/"}) {
      PathPattern compiled = new PathPattern(pattern);
      compiled.matches(path);
      compiled.variable(path, "a");
    }
  }

  @Test
  void patterns_written_alike_are_equal() {
    assertThat(new PathPattern("/a/*")).isEqualTo(new PathPattern("/a/*")).hasToString("/a/*");
    assertThat(new PathPattern("/a/*")).isNotEqualTo(new PathPattern("/b/*"));
  }
}
