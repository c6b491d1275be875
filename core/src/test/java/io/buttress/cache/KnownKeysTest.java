package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.CachePolicy.KeyRules;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A key that is remembered is the one that would be built. */
class KnownKeysTest {
  private static final CachePolicy STANDARD = CachePolicy.standard(Profile.SAFE);
  private static final QueryRule ID_ALONE = new QueryRule(Set.of("id"), Set.of(), false);

  private final KnownKeys known = new KnownKeys();

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

  private static final List<CachePolicy> POLICIES =
      List.of(
          STANDARD,
          with(new KeyRules(ID_ALONE, Set.of(), Set.of(), request -> "")),
          with(new KeyRules(QueryRule.ALL, Set.of("X-Tenant"), Set.of("c"), request -> "")),
          with(
              new KeyRules(
                  QueryRule.ALL,
                  Set.of(),
                  Set.of(),
                  request -> String.valueOf(request.principal()).replace("null", ""))));

  @Test
  void a_URI_that_comes_again_has_the_very_same_key() {
    CacheKey first = known.of(TestCall.get("/a?b"), STANDARD);
    assertThat(known.of(TestCall.get("/a?b"), STANDARD)).isSameAs(first);
  }

  @Test
  void an_endless_URI_is_not_remembered() {
    TestCall call = TestCall.get("/" + "a".repeat(10_000));
    CacheKey first = known.of(call, STANDARD);
    assertThat(known.of(call, STANDARD)).isEqualTo(first).isNotSameAs(first);
  }

  @Provide
  Arbitrary<TestCall> calls() {
    Arbitrary<String> target = Arbitraries.of("/", "/a", "/a?", "/a?id=1", "/a?id=1&x=2", "/A");
    Arbitrary<String> scheme = Arbitraries.of("http", "https");
    Arbitrary<String> host = Arbitraries.of("a.example", "A.example", "b.example:8443");
    Arbitrary<String> field =
        Arbitraries.of("X-Forwarded-Host", "Forwarded", "X-Tenant", "Accept", "X-Original-URL");
    Arbitrary<String> user = Arbitraries.of("", "alice", "bob");
    return Combinators.combine(target, scheme, host, field, user)
        .as(
            (path, http, name, header, who) -> {
              TestCall call = TestCall.get(path).at(http, name).with(header, "host=x");
              return who.isEmpty() ? call : call.by(who).cookie("c", who);
            });
  }

  @Property
  void whatever_came_before(@ForAll List<@From("calls") TestCall> requests) {
    for (TestCall request : requests) {
      for (CachePolicy policy : POLICIES) {
        assertThat(known.of(request, policy)).isEqualTo(CacheKeys.of(request, policy));
      }
    }
  }
}
