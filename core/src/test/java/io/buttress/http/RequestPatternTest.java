package io.buttress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPatternTest {
  @Test
  void no_paths_match_nothing() {
    assertThat(RequestPattern.NONE.matches(TestRequest.get("/"))).isFalse();
  }

  @Test
  void no_methods_match_all_and_methods_are_case_sensitive() {
    RequestPattern all = pattern("/api/*");
    assertThat(all.matches(TestRequest.of("PATCH", "/api/x"))).isTrue();
    RequestPattern posts =
        new RequestPattern(paths("/api/*"), List.of(), Set.of("POST"), request -> true);
    assertThat(posts.matches(TestRequest.of("POST", "/api/x"))).isTrue();
    assertThat(posts.matches(TestRequest.of("post", "/api/x"))).isFalse();
    assertThat(posts.matches(TestRequest.get("/api/x"))).isFalse();
  }

  @Test
  void get_means_head_too_and_head_does_not_mean_get() {
    RequestPattern gets =
        new RequestPattern(paths("/api/*"), List.of(), Set.of("GET"), request -> true);
    assertThat(gets.matches(TestRequest.of("HEAD", "/api/x"))).isTrue();
    RequestPattern heads =
        new RequestPattern(paths("/api/*"), List.of(), Set.of("HEAD"), request -> true);
    assertThat(heads.matches(TestRequest.of("HEAD", "/api/x"))).isTrue();
    assertThat(heads.matches(TestRequest.get("/api/x"))).isFalse();
  }

  @Test
  void exempt_paths_win() {
    RequestPattern pattern =
        new RequestPattern(paths("/*"), paths("/health", "/api/*"), Set.of(), request -> true);
    assertThat(pattern.matches(TestRequest.get("/books"))).isTrue();
    assertThat(pattern.matches(TestRequest.get("/health"))).isFalse();
    assertThat(pattern.matches(TestRequest.get("/api/x"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//api/books",
        "/api//books",
        "//api//books//",
        "/./api/books",
        "/x/../api/books",
        "/../api/books",
        "/api/x/../books/.",
        "/x/./..//api/y/..",
        "/api/..",
        "/api/../other",
      })
  void what_is_meant_as_it_is_or_when_it_is_resolved_is_meant(String path) {
    assertThat(pattern("/api/*").matches(TestRequest.get(path))).isTrue();
    RequestPattern api = new RequestPattern(paths("/*"), paths("/api/*"), Set.of(), r -> true);
    assertThat(api.matches(TestRequest.get("/api/books"))).isFalse();
    RequestPattern rest = new RequestPattern(paths("/*"), paths("/free/*"), Set.of(), r -> true);
    assertThat(rest.matches(TestRequest.get(path))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/free/../api/books", "/api/../free/x", "/free/../free/../api", "//api/x"})
  void exempt_is_only_what_is_so_as_it_is_and_when_it_is_resolved(String path) {
    RequestPattern all = new RequestPattern(paths("/*"), paths("/free/*"), Set.of(), r -> true);
    assertThat(all.matches(TestRequest.get(path))).isTrue();
    assertThat(all.matches(TestRequest.get("/free//x/../y"))).isFalse();
  }

  @Test
  void a_variable_is_found_in_what_is_resolved() {
    RequestPattern shops = pattern("/shops/{shop}/orders");
    assertThat(shops.matches(TestRequest.get("/shops//7/./orders/"))).isTrue();
    assertThat(shops.pathVariable(TestRequest.get("/shops//7/./orders/"), "shop")).isEqualTo("7");
    assertThat(shops.pathVariable(TestRequest.get("/shops/7/orders"), "shop")).isEqualTo("7");
    assertThat(shops.matches(TestRequest.get("/shops/.well-known/orders"))).isTrue();
  }

  @Property
  void no_path_throws_and_what_is_resolved_has_nothing_to_resolve(@ForAll String path) {
    String plain = PlainPath.of(path);
    assertThat(PlainPath.of(plain)).isEqualTo(plain);
    assertThat(plain).startsWith("/").doesNotContain("//").doesNotContain("/./");
    pattern("/api/*", "/{a}/*").matches(TestRequest.get(path));
  }

  @Test
  void where_an_annotation_says_the_place_methods_and_exempt_paths_still_hold() {
    RequestPattern pattern =
        new RequestPattern(List.of(), paths("/health"), Set.of("GET"), RequestPattern.ALWAYS);
    assertThat(pattern.matches(TestRequest.get("/books"))).isFalse();
    assertThat(pattern.concernsAnywhere(TestRequest.get("/books"))).isTrue();
    assertThat(pattern.concernsAnywhere(TestRequest.get("/health"))).isFalse();
    assertThat(pattern.concernsAnywhere(TestRequest.of("PUT", "/books"))).isFalse();
  }

  @Test
  void the_condition_is_asked_last_and_only_if_the_rest_fits() {
    boolean[] asked = {false};
    RequestPattern pattern =
        new RequestPattern(
            paths("/api/*"),
            paths("/api/free"),
            Set.of("GET"),
            request -> {
              asked[0] = true;
              return request.header("X-Skip") == null;
            });
    pattern.matches(TestRequest.get("/other"));
    pattern.matches(TestRequest.of("PUT", "/api/x"));
    pattern.matches(TestRequest.get("/api/free"));
    assertThat(asked[0]).isFalse();
    assertThat(pattern.matches(TestRequest.get("/api/x"))).isTrue();
    assertThat(pattern.matches(TestRequest.get("/api/x").header("x-skip", "1"))).isFalse();
  }

  @Test
  void the_first_path_that_has_the_variable_and_matches_gives_its_value() {
    RequestPattern pattern = pattern("/shops/*", "/shops/{shop}", "/shops/{shop}/orders");
    assertThat(pattern.pathVariable(TestRequest.get("/shops/7/orders"), "shop")).isEqualTo("7");
    assertThat(pattern.pathVariable(TestRequest.get("/shops/7/bills"), "shop")).isNull();
  }

  @Test
  void a_method_is_a_token() {
    assertThatThrownBy(
            () -> new RequestPattern(List.of(), List.of(), Set.of("GET,POST"), request -> true))
        .hasMessageContaining("'GET,POST'");
  }

  private static RequestPattern pattern(String... paths) {
    return new RequestPattern(paths(paths), List.of(), Set.of(), request -> true);
  }

  private static List<PathPattern> paths(String... paths) {
    return Arrays.stream(paths).map(PathPattern::new).toList();
  }
}
