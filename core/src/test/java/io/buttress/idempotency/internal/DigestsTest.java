package io.buttress.idempotency.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.RequestPattern;
import io.buttress.http.RequestView;
import io.buttress.idempotency.FingerprintSpec;
import io.buttress.idempotency.FingerprintSpec.Part;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.idempotency.TestCall;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestsTest {
  private static final IdempotencyPolicy POLICY =
      IdempotencyPolicy.of("orders", RequestPattern.NONE);
  private static final FingerprintSpec JSON =
      new FingerprintSpec(Set.of(Part.BODY), Set.of("sentAt", "trace"), 1000);

  @Test
  void a_key_is_another_one_for_another_policy_method_user_and_text() {
    TestCall call = TestCall.post("/orders");
    String id = Digests.id(POLICY, call, "k");
    assertThat(id).hasSize(22);
    assertThat(Digests.id(POLICY, TestCall.post("/orders"), "k")).isEqualTo(id);
    assertThat(Digests.id(IdempotencyPolicy.of("other", RequestPattern.NONE), call, "k"))
        .isNotEqualTo(id);
    assertThat(Digests.id(POLICY, call.method("PATCH"), "k")).isNotEqualTo(id);
    assertThat(Digests.id(POLICY, call.user("anna"), "k")).isNotEqualTo(id);
    assertThat(Digests.id(POLICY, call.user(""), "k")).isNotEqualTo(id);
    assertThat(Digests.id(POLICY, call, "l")).isNotEqualTo(id);
    assertThat(Digests.id("orders", "k")).isNotEqualTo(id);
  }

  @Test
  void what_is_said_in_one_part_is_not_taken_for_another_one() {
    assertThat(Digests.id(POLICY, TestCall.post("/").user("ab"), "c"))
        .isNotEqualTo(Digests.id(POLICY, TestCall.post("/").user("a"), "bc"));
    assertThat(head(TestCall.post("/a").query("b"))).isNotEqualTo(head(TestCall.post("/ab")));
    assertThat(head(TestCall.post("/a").query(""))).isNotEqualTo(head(TestCall.post("/a")));
  }

  private static byte[] head(RequestView request) {
    return Digests.head(FingerprintSpec.STANDARD, request);
  }

  @Test
  void parts_that_do_not_count_may_differ() {
    FingerprintSpec path = new FingerprintSpec(Set.of(), Set.of(), 0);
    TestCall call = TestCall.post("/orders");
    assertThat(Digests.head(path, call.query("a=1").type("text/plain")))
        .isEqualTo(Digests.head(path, call));
    assertThat(Digests.ofBody(path, call)).isEmpty();
    assertThat(head(call.type("text/plain"))).isNotEqualTo(head(call));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"sentAt\":\"10:00\"} | {\"a\":1,\"sentAt\":\"10:01\"}",
        "{\"a\":1,\"sentAt\":\"10:00\"} | {\"a\":1}",
        "{\"sentAt\":[1,{\"x\":\"}\"}],\"a\":1} | {\"a\":1}",
        "{\"sentAt\":{\"a\":{\"b\":[]}},\"a\":{}} | {\"a\":{}}",
        "{ \"a\" : [ 1 , 2 ] } | {\"a\":[1,2]}",
        "[{\"trace\":1},{\"trace\":2}] | [{},{\"trace\":null}]",
        "{\"o\":{\"sentAt\":\"a\\\"b\",\"x\":1}} | {\"o\":{\"x\":1}}",
        "{\"a\":1,\"sentAt\":12} | {\"a\":1,\"sentAt\":true}",
      })
  void json_without_what_is_ignored_is_the_same(String one, String other) {
    assertThat(body(JSON, "application/json", one))
        .isEqualTo(body(JSON, "application/json", other));
    assertThat(body(JSON, "text/plain", one)).isNotEqualTo(body(JSON, "text/plain", other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} | {\"a\":2}",
        "[1,2] | [12]",
        "{\"a\":\"sentAt\"} | {\"a\":\"x\"}",
        "[\"sentAt\",1] | [\"sentAt\",2]",
        "{\"sentAt\":1,\"a\":1} | {\"sentAt\":1,\"a\":2}",
        "{\"sentAtX\":1} | {\"sentAtX\":2}",
        "{\"a\\\"sentAt\":1} | {\"a\\\"sentAt\":2}",
        "{\"a\":\"x y\"} | {\"a\":\"xy\"}",
        "{\"a\":[{\"sentAt\":1}],\"b\":1} | {\"a\":[{\"sentAt\":1}],\"b\":2}",
        "{\"a\":\"1\"} | {\"a\":1}",
        "{\"a\":{}} | {\"a\":[]}",
      })
  void json_that_differs_elsewhere_is_not_the_same(String one, String other) {
    assertThat(body(JSON, "application/json; charset=utf-8", one))
        .isNotEqualTo(body(JSON, "application/json; charset=utf-8", other));
  }

  @Test
  void a_form_with_another_boundary_is_the_same() {
    FingerprintSpec spec = FingerprintSpec.STANDARD;
    String type = "multipart/form-data; boundary=";
    String form = "--@\r\nContent-Disposition: form-data; name=a\r\n\r\n1--\r\n--@--\r\n";
    byte[] one = body(spec, type + "xyz", form.replace("@", "xyz"));
    assertThat(body(spec, type + "\"a-b-a-b\"", form.replace("@", "a-b-a-b"))).isEqualTo(one);
    assertThat(body(spec, type + "abc", form.replace("@", "abc").replace("1--", "2--")))
        .isNotEqualTo(one);
    TestCall call = TestCall.post("/");
    assertThat(head(call.type(type + "a"))).isEqualTo(head(call.type(type + "b")));
    assertThat(head(call.type("multipart/mixed; boundary=a")))
        .isNotEqualTo(head(call.type(type + "a")));
  }

  @Test
  void a_boundary_that_overlaps_itself_is_found() {
    String type = "multipart/mixed; boundary=";
    assertThat(body(FingerprintSpec.STANDARD, type + "-a-a-ab", "x---a-a---a-a-aby-"))
        .isEqualTo(body(FingerprintSpec.STANDARD, type + "q", "x---a-a--qy-"));
  }

  @Test
  void a_body_may_come_in_any_pieces() {
    Random random = new Random(42);
    byte[] json =
        "{\"a\":[1,2,{\"sentAt\":\"\\\"}\"}],\"b\":\"ä\"}".getBytes(StandardCharsets.UTF_8);
    TestCall call = TestCall.post("/").type("application/json");
    byte[] whole = body(JSON, "application/json", new String(json, StandardCharsets.UTF_8));
    for (int run = 0; run < 100; run++) {
      MessageDigest digest = Digests.ofBody(JSON, call).orElseThrow();
      for (int at = 0; at < json.length; ) {
        int length = 1 + random.nextInt(json.length - at);
        digest.update(json, at, length);
        at += length;
      }
      assertThat(digest.digest()).isEqualTo(whole);
    }
  }

  private static byte[] body(FingerprintSpec spec, String type, String body) {
    MessageDigest digest = Digests.ofBody(spec, TestCall.post("/").type(type)).orElseThrow();
    return digest.digest(body.getBytes(StandardCharsets.UTF_8));
  }
}
