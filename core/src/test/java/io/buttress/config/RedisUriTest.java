package io.buttress.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.config.RedisUri.Node;
import io.buttress.config.RedisUri.Topology;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUriTest {
  @Test
  void a_host_is_enough() {
    RedisUri uri = RedisUri.parse("redis://cache.example");
    assertThat(uri.topology()).isEqualTo(Topology.STANDALONE);
    assertThat(uri.nodes()).containsExactly(new Node("cache.example", 6379));
    assertThat(uri.tls()).isFalse();
    assertThat(uri.database()).isZero();
    assertThat(uri.user()).isEmpty();
    assertThat(uri.password()).isEmpty();
  }

  @Test
  void tls_user_password_port_and_database_can_be_named() {
    RedisUri uri = RedisUri.parse("rediss://shop:p%40ss@[2001:db8::1]:6380/3");
    assertThat(uri.tls()).isTrue();
    assertThat(uri.nodes()).containsExactly(new Node("2001:db8::1", 6380));
    assertThat(uri.user()).contains("shop");
    assertThat(uri.password()).contains(new Secret("p@ss"));
    assertThat(uri.database()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://secret@h, secret",
    "redis://:secret@h, secret",
    "redis://:a/b@c#d?e+f@h, a/b@c#d?e+f",
    "redis://:a:b@h, a:b",
    "redis://:50%2525@h, 50%25",
  })
  void a_password_stands_alone_or_after_a_colon_and_need_not_be_encoded(
      String text, String password) {
    RedisUri uri = RedisUri.parse(text);
    assertThat(uri.password()).contains(new Secret(password));
    assertThat(uri.user()).isEmpty();
    assertThat(uri.nodes()).containsExactly(new Node("h", 6379));
  }

  @Test
  void sentinels_know_the_master() {
    RedisUri uri = RedisUri.parse("rediss-sentinel://pw@a:1,b/mymaster/2");
    assertThat(uri.topology()).isEqualTo(Topology.SENTINEL);
    assertThat(uri.tls()).isTrue();
    assertThat(uri.nodes()).containsExactly(new Node("a", 1), new Node("b", 26379));
    assertThat(uri.master()).contains("mymaster");
    assertThat(uri.database()).isEqualTo(2);
  }

  @Test
  void a_cluster_has_several_nodes_and_one_database() {
    RedisUri uri = RedisUri.parse("redis-cluster://a, b:7001");
    assertThat(uri.topology()).isEqualTo(Topology.CLUSTER);
    assertThat(uri.nodes()).containsExactly(new Node("a", 6379), new Node("b", 7001));
    assertThatThrownBy(() -> RedisUri.parse("redis-cluster://a/1"))
        .hasMessageContaining("database 0 alone");
  }

  @Test
  void the_embedded_one_is_a_word() {
    assertThat(RedisUri.parse("embedded:").topology()).isEqualTo(Topology.EMBEDDED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:6379",
        "http://h",
        "redis:/h",
        "redis://",
        "redis://h:0",
        "redis://h:65536",
        "redis://h:x",
        "redis://h/x",
        "redis://h/1/2",
        "redis://a,b",
        "redis-sentinel://a,b",
        "redis-sentinel://a//1",
        "redis-cluster://a,,b",
        "redis://:%zz@h",
        "redis://h?x=1",
        "redis://h o st",
        "embedded"
      })
  void what_is_no_uri_is_refused(String text) {
    assertThatThrownBy(() -> RedisUri.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "redis://h:6379/1, redis://h:6379/1",
    "redis://me:hunter2@h, redis://***@h",
    "redis://a@hunter2@h, redis://***@h",
    "'redis-cluster://me:hunter2@a,b:1', 'redis-cluster://***@a,b:1'",
    "redis://:hunter2, redis://***",
    "me:hunter2@h, ***",
    "' redis://me:hunter2@h', redis://***@h",
    "redis://hunter2:pw#hunter2, redis://***",
  })
  void a_message_shows_no_password(String text, String shown) {
    assertThat(RedisUri.mask(text)).isEqualTo(shown);
  }

  @Property
  void neither_a_mask_nor_an_error_repeats_what_stands_before_the_host(@ForAll String garbage) {
    String secret = "h+u%nter2" + garbage + "q?uux";
    assertThat(RedisUri.mask("redis://x:" + secret + "@host")).doesNotContain("nter2");
    try {
      assertThat(RedisUri.parse("redis://x:" + secret + "@host").toString())
          .doesNotContain("nter2");
    } catch (IllegalArgumentException e) {
      assertThat(e.toString()).doesNotContain("nter2");
      assertThat(e.getCause()).isNull();
    }
  }
}
