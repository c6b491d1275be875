package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.CachePolicy.KeyRules;
import io.buttress.http.RequestView;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111, 2: different resources never share a key. */
class CacheKeysTest {
  private static final CachePolicy STANDARD = CachePolicy.standard(Profile.SAFE);

  private static CachePolicy with(KeyRules rules) {
    return new CachePolicy(
        "p",
        STANDARD.match(),
        Profile.SAFE,
        Set.of(),
        rules,
        Set.of(),
        STANDARD.times(),
        STANDARD.storage());
  }

  private static CachePolicy with(QueryRule query) {
    return with(new KeyRules(query, Set.of(), Set.of(), request -> ""));
  }

  private static CachePolicy by(Function<RequestView, String> variation) {
    return with(new KeyRules(QueryRule.ALL, Set.of("variation"), Set.of("c"), variation));
  }

  private static CacheKey key(TestCall call) {
    return CacheKeys.of(call, STANDARD);
  }

  private static void assertApart(CachePolicy policy, TestCall one, TestCall other) {
    assertThat(CacheKeys.of(one, policy).id()).isNotEqualTo(CacheKeys.of(other, policy).id());
  }

  @Test
  void the_authority_counts_in_any_case_and_the_path_as_it_was_sent() {
    assertThat(key(TestCall.get("/a").at("http", "Example.ORG")))
        .isEqualTo(key(TestCall.get("/a").at("http", "example.org")));
    assertApart(STANDARD, TestCall.get("/a"), TestCall.get("/A"));
    assertApart(STANDARD, TestCall.get("/a"), TestCall.get("/a").at("http", "example.org"));
    assertApart(STANDARD, TestCall.get("/a"), TestCall.get("/a").at("https", "example.org:8443"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/account;x.css",
        "/account/x.css",
        "/account%3bx.css",
        "/account%2fx.css",
        "/account/",
        "/account/%2e%2e/x",
        "/account/../x",
        "//account",
        "/account%00",
        "/ACCOUNT",
        "/%61ccount",
        "/account?",
        "/account?x",
        "/account%3f",
        "/account;jsessionid=1",
        "/account%0a",
      })
  void no_spelling_of_a_path_is_taken_for_another(String spelling) {
    assertApart(STANDARD, TestCall.get("/account"), TestCall.get(spelling));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1&a=2 | a=2&a=1",
        "a=1&b=2 | b=2&a=1",
        "a=1     | a=%31",
        "a=1     | A=1",
        "a       | a=",
        "a=1     | a=1&",
        "a=1&b=2 | a=1;b=2",
        "a=b&c   | a=b%26c",
      })
  void by_default_the_query_counts_as_it_was_sent(String one, String other) {
    assertApart(STANDARD, TestCall.get("/?" + one), TestCall.get("/?" + other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Forwarded-Scheme",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Host",
        "Origin",
      })
  void what_rewrites_links_counts_so_that_nobody_plants_one(String name) {
    assertApart(STANDARD, TestCall.get("/"), TestCall.get("/").with(name, "evil.example"));
    assertApart(
        STANDARD, TestCall.get("/").with(name, "a"), TestCall.get("/").with(name, "evil.example"));
  }

  @Test
  void of_Forwarded_counts_what_differs_by_site_and_not_by_client() {
    assertApart(
        STANDARD,
        TestCall.get("/").with("Forwarded", "for=1.1.1.1;host=a"),
        TestCall.get("/").with("Forwarded", "for=1.1.1.1;host=evil"));
    assertThat(key(TestCall.get("/").with("Forwarded", "for=1.1.1.1;host=a")))
        .isEqualTo(key(TestCall.get("/").with("Forwarded", "for=2.2.2.2;host=a")));
  }

  // Rules for the query

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "utm_source=x      | ''",
        "utm_source=x&id=1 | ?id=1",
        "id=1&utm_x        | ?id=1",
        "fbclid=1          | ''",
        "fbclid2=1         | ?fbclid2=1",
        "a&&b              | ?a&b",
      })
  void ignored_parameters_do_not_count(String query, String counts) {
    QueryRule rule = new QueryRule(Set.of(), Set.of("utm_*", "fbclid"), false);
    assertThat(rule.normalised(query)).isEqualTo(counts);
  }

  @ParameterizedTest // Some applications split parameters at a semicolon, too.
  @ValueSource(strings = {"utm_x=1;id=2", "utm_x;id=2"})
  void an_ignored_parameter_hides_no_other(String query) {
    QueryRule rule = new QueryRule(Set.of(), Set.of("utm_*"), false);
    assertThat(rule.normalised(query)).contains("id=2");
  }

  @ParameterizedTest // An application reads %69d as id.
  @ValueSource(strings = {"%69d=2", "i%64=2", "%49%44=2&%69%64=2", "id%=2", "%c3%a4=2", "x;id=2"})
  void a_counted_parameter_counts_however_it_is_written(String query) {
    QueryRule rule = new QueryRule(Set.of("id"), Set.of(), false);
    assertThat(rule.normalised(query)).isNotEmpty();
    assertApart(with(rule), TestCall.get("/"), TestCall.get("/?" + query));
    assertApart(with(rule), TestCall.get("/?id=1"), TestCall.get("/?" + query + "&id=1"));
  }

  @Test
  void only_counted_parameters_count() {
    QueryRule rule = new QueryRule(Set.of("id"), Set.of(), false);
    assertThat(rule.normalised("x=1&id=2&y&%78=1")).isEqualTo("?id=2");
    assertThat(rule.normalised("x=1")).isEmpty();
    assertThat(rule.normalised(null)).isEmpty();
  }

  @Test
  void sorting_keeps_the_order_of_parameters_of_one_name_however_they_are_written() {
    QueryRule rule = new QueryRule(Set.of(), Set.of(), true);
    assertThat(rule.normalised("b=1&a=2&b=0")).isEqualTo("?a=2&b=1&b=0");
    assertThat(rule.normalised("id=1&%69d=2")).isNotEqualTo(rule.normalised("%69d=2&id=1"));
    assertThat(rule.normalised("b&a;b=1")).as("unclear, so it stays").isEqualTo("?b&a;b=1");
  }

  // What a policy adds

  @Test
  void no_field_can_pass_for_a_users_variation() {
    CachePolicy policy = by(request -> request.principal() == null ? "" : request.principal());
    assertApart(
        policy,
        TestCall.get("/").by("alice"),
        TestCall.get("/").with("variation", "alice").with("user variation", "alice"));
    assertApart(policy, TestCall.get("/").by("alice"), TestCall.get("/").by("bob"));
    assertApart(policy, TestCall.get("/").by("a\nb"), TestCall.get("/").by("a b"));
    assertApart(policy, TestCall.get("/").by("a\nb"), TestCall.get("/").by("a\\nb"));
    assertApart(policy, TestCall.get("/").cookie("c", "alice"), TestCall.get("/").by("alice"));
    assertApart(policy, TestCall.get("/").cookie("c", ""), TestCall.get("/"));
  }

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.strings().withChars("ab:/\\\n ?&;,=%3A").ofMaxLength(6);
  }

  @Property
  void no_part_of_a_key_forges_another(
      @ForAll("hostile") String user,
      @ForAll("hostile") String otherUser,
      @ForAll("hostile") String cookie,
      @ForAll("hostile") String otherCookie) {
    CachePolicy policy = by(request -> "=" + request.principal());
    CacheKey one = CacheKeys.of(TestCall.get("/").by(user).cookie("c", cookie), policy);
    CacheKey other = CacheKeys.of(TestCall.get("/").by(otherUser).cookie("c", otherCookie), policy);
    boolean same = user.equals(otherUser) && cookie.equals(otherCookie);
    assertThat(one.text().equals(other.text())).isEqualTo(same);
    assertThat(one.id().equals(other.id())).isEqualTo(same);
  }

  @Property
  void different_targets_have_different_keys(
      @ForAll("hostile") String one, @ForAll("hostile") String other) {
    String first = "/" + one.replace("\n", "");
    String second = "/" + other.replace("\n", "");
    assertThat(key(TestCall.get(first)).id().equals(key(TestCall.get(second)).id()))
        .isEqualTo(first.equals(second));
  }

  @Property
  void no_query_throws(@ForAll String query, @ForAll Set<String> names) {
    for (QueryRule rule :
        List.of(
            new QueryRule(names, Set.of(), true),
            new QueryRule(Set.of(), names, true),
            new QueryRule(names, Set.of("a*"), false))) {
      assertThat(rule.normalised(query)).isNotNull();
    }
  }

  // RFC 9111, 4.4

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/other                        | /other",
        "c                             | /a/c",
        "../c                          | /c",
        "https://example.org/x?y=1     | /x?y=1",
        "HTTPS://EXAMPLE.org:443/x     | /x",
        "https://example.org           | /",
        "?page=2                       | /a/b?page=2",
        "//example.org/x               | /x",
      })
  void a_reference_is_resolved_against_the_request(String reference, String uri) {
    assertThat(CacheKeys.mark(TestCall.get("/a/b"), STANDARD, reference)).contains(Mark.uri(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://other.org/x",
        "http://example.org/x",
        "https://example.org:8443/x",
        "//other/x",
        "https://example.org@other.org/x",
        "mailto:a@b",
        "http://[",
        "%zz",
        "\\\\other\\x",
      })
  void must_not_name_what_belongs_to_another_origin(String reference) {
    assertThat(CacheKeys.mark(TestCall.get("/a/b"), STANDARD, reference)).isEmpty();
  }

  @Property
  void no_reference_throws(@ForAll String reference) {
    assertThat(CacheKeys.mark(TestCall.get("/a"), STANDARD, reference)).isNotNull();
  }
}
