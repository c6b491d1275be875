package io.buttress.ratelimit.internal;

import static io.buttress.ratelimit.TestPolicies.bucket;
import static io.buttress.ratelimit.TestPolicies.policy;
import static io.buttress.ratelimit.TestPolicies.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.ClientAddress;
import io.buttress.http.TestRequest;
import io.buttress.ratelimit.KeyPart;
import io.buttress.ratelimit.KeySpec;
import io.buttress.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestKeysTest {
  private static final RateLimitPolicy POLICY =
      with(
          policy("api", bucket("api", 1, Duration.ofSeconds(1))),
          p -> p.on("/shops/{shop}/*", "/*"));

  private final RequestKeys keys = new RequestKeys(new ClientAddress());

  @Test
  void each_part_has_its_value() {
    TestRequest request =
        TestRequest.get("/shops/7/orders")
            .from("198.51.100.17")
            .by("alice")
            .session("session-1")
            .header("X-Api-Key", "k1")
            .header("X-Api-Key", "k2")
            .cookie("tenant", "acme")
            .resourceMethod("com.acme.Books#find");
    assertThat(value(request, new KeyPart.Address())).isEqualTo("198.51.100.17");
    assertThat(value(request, new KeyPart.Principal())).isEqualTo("alice");
    assertThat(value(request, new KeyPart.Session())).isEqualTo("session-1");
    assertThat(value(request, new KeyPart.Header("x-api-key"))).isEqualTo("k1");
    assertThat(value(request, new KeyPart.Cookie("tenant"))).isEqualTo("acme");
    assertThat(value(request, new KeyPart.PathVariable("shop"))).isEqualTo("7");
    assertThat(value(request, new KeyPart.Constant("us"))).isEqualTo("us");
    assertThat(value(request, new KeyPart.Constant(""))).isEqualTo("all");
    assertThat(value(request, new KeyPart.ResourceMethod())).isEqualTo("com.acme.Books#find");
    assertThat(value(request, new KeyPart.Custom("X", r -> r.method()))).isEqualTo("GET");
  }

  @Test
  void a_path_variable_comes_from_the_policys_pattern_or_else_from_the_framework() {
    TestRequest request =
        TestRequest.get("/shops/7").pathVariable("shop", "8").pathVariable("book", "9");
    assertThat(value(request, new KeyPart.PathVariable("shop"))).isEqualTo("7");
    assertThat(value(request, new KeyPart.PathVariable("book"))).isEqualTo("9");
  }

  @Test
  void the_first_alternative_of_which_all_parts_are_present_counts() {
    KeySpec spec =
        new KeySpec(
            List.of(
                List.of(new KeyPart.Principal(), new KeyPart.PathVariable("shop")),
                List.of(new KeyPart.Header("X-Api-Key"))),
            KeySpec.Absent.ADDRESS);
    TestRequest request = TestRequest.get("/shops/7").from("192.0.2.1");
    assertThat(key(request, spec).text()).isEqualTo("2!192.0.2.1");
    assertThat(key(request.header("X-Api-Key", "k1"), spec).text()).isEqualTo("1!k1");
    RequestKey both = key(request.by("alice"), spec);
    assertThat(both.text()).isEqualTo("alice~7");
    assertThat(both.value()).isEqualTo("alice+7");
    assertThat(key(TestRequest.get("/other").by("alice"), spec).text()).startsWith("2!");
  }

  @Test
  void an_empty_value_is_an_absent_one() {
    KeySpec spec = KeySpec.of(new KeyPart.Header("X-Api-Key"));
    assertThat(key(TestRequest.get("/").header("X-Api-Key", ""), spec).text()).startsWith("1!");
  }

  @Test
  void a_request_without_a_key_can_be_left_alone() {
    KeySpec spec = new KeySpec(List.of(List.of(new KeyPart.Principal())), KeySpec.Absent.UNLIMITED);
    assertThat(key(TestRequest.get("/"), spec)).isNull();
  }

  @Test
  void nobody_can_choose_a_header_that_makes_him_somebody_else() {
    KeySpec spec =
        new KeySpec(
            List.of(
                List.of(new KeyPart.Principal()),
                List.of(new KeyPart.Header("X-Api-Key")),
                List.of(new KeyPart.Address())),
            KeySpec.Absent.ADDRESS);
    String alice = key(TestRequest.get("/").by("alice"), spec).text();
    String header = key(TestRequest.get("/").header("X-Api-Key", "alice"), spec).text();
    String address = key(TestRequest.get("/").from("192.0.2.1"), spec).text();
    String forged = key(TestRequest.get("/").header("X-Api-Key", "192.0.2.1"), spec).text();
    assertThat(List.of(alice, header, address, forged)).doesNotHaveDuplicates();
  }

  private String value(TestRequest request, KeyPart part) {
    return key(request, KeySpec.of(part)).value();
  }

  private RequestKey key(TestRequest request, KeySpec spec) {
    return keys.of(request, with(POLICY, p -> p.key(spec)));
  }
}
