package io.buttress.http;

import static io.buttress.http.ForwardedHeader.FORWARDED;
import static io.buttress.http.ForwardedHeader.NONE;
import static io.buttress.http.ForwardedHeader.X_FORWARDED_FOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private static final TrustedProxies PROXIES = TrustedProxies.of(List.of("private", "loopback"));
  private static final String PROXY = "10.0.0.1";

  @Test
  void without_trusted_proxies_the_peer_is_the_client() {
    TestRequest request =
        TestRequest.get("/").from("203.0.113.9").header("X-Forwarded-For", "192.0.2.1");
    assertThat(new ClientAddress().of(request)).isEqualTo("203.0.113.9");
    assertThat(new ClientAddress(PROXIES, NONE, 64).of(request.from(PROXY))).isEqualTo(PROXY);
  }

  @Test
  void a_peer_that_is_not_trusted_can_say_what_it_likes() {
    assertThat(
            xForwardedFor(
                TestRequest.get("/").from("203.0.113.9").header("X-Forwarded-For", "1.1.1.1")))
        .isEqualTo("203.0.113.9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.17                                   | 198.51.100.17",
        "6.6.6.6, 198.51.100.17                          | 198.51.100.17",
        "6.6.6.6, 198.51.100.17, 10.9.9.9, 192.168.0.1   | 198.51.100.17",
        "10.2.2.2, 10.3.3.3                              | 10.2.2.2",
        "198.51.100.17:4711                              | 198.51.100.17",
        "[2001:db8::17]:4711                             | 2001:db8::/64",
        "2001:db8:1:2:3:4:5:6                            | 2001:db8:1:2::/64",
        "::ffff:198.51.100.17                            | 198.51.100.17",
        "fe80::1%eth0                                    | fe80::/64",
        "6.6.6.6, unknown                                | 10.0.0.1",
        "6.6.6.6, not an address                         | 10.0.0.1",
        "6.6.6.6, 1.2.3.4.5, 10.8.8.8                    | 10.8.8.8",
        "198.51.100.17,                                  | 198.51.100.17",
        ", ,198.51.100.17 , ,                            | 198.51.100.17",
        "6.6.6.6, 198.51.100.17:port                     | 10.0.0.1",
        "6.6.6.6, 198.51.100.17:123456                   | 10.0.0.1",
        "6.6.6.6, \"198.51.100.17\"                      | 10.0.0.1",
        "\"6.6.6.6, 198.51.100.17                        | 198.51.100.17",
      })
  void x_forwarded_for_is_read_from_the_right_past_trusted_proxies(String value, String client) {
    assertThat(xForwardedFor(TestRequest.get("/").from(PROXY).header("X-Forwarded-For", value)))
        .isEqualTo(client);
  }

  @Test
  void several_lines_are_one_list() {
    TestRequest request =
        TestRequest.get("/")
            .from(PROXY)
            .header("X-Forwarded-For", "6.6.6.6, 198.51.100.17")
            .header("X-Forwarded-For", "10.7.7.7")
            .header("X-Forwarded-For", "");
    assertThat(xForwardedFor(request)).isEqualTo("198.51.100.17");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "for=198.51.100.17                                       | 198.51.100.17",
        "For=\"198.51.100.17\";proto=https;by=10.0.0.1           | 198.51.100.17",
        "for=6.6.6.6, for=198.51.100.17;host=x, for=10.4.4.4     | 198.51.100.17",
        "for=\"[2001:db8:cafe::17]:4711\"                        | 2001:db8:cafe::/64",
        "proto=http ; for = 198.51.100.17 ; by=_x                | 198.51.100.17",
        "for=198.51.100.17:4711                                  | 198.51.100.17",
        ";for=198.51.100.17                                      | 198.51.100.17",
        "proto=http;;for=198.51.100.17;                          | 198.51.100.17",
        "proto=\"http\" ; ; for=\"198.51.100.17\" ;              | 198.51.100.17",
        "for=198.51.100.17; ;secret                              | 10.0.0.1",
        "for=\"198.51.100.17:_port\"                             | 198.51.100.17",
        "for=\"198\\.51.100.17\"                                 | 198.51.100.17",
        "for=6.6.6.6, for=unknown                                | 10.0.0.1",
        "for=6.6.6.6, for=_hidden                                | 10.0.0.1",
        "for=6.6.6.6, for=\"_gazonk\", for=10.5.5.5              | 10.5.5.5",
        "for=6.6.6.6, proto=https                                | 10.0.0.1",
        "for=6.6.6.6, for=1.1.1.1;for=2.2.2.2                    | 10.0.0.1",
        "for=6.6.6.6, for=\"198.51.100.17                        | 10.0.0.1",
        "for=6.6.6.6, for=198.51.100.17\"                        | 10.0.0.1",
        "for=6.6.6.6, for=\"198.51.100.17\"x                     | 10.0.0.1",
        "for=6.6.6.6, 198.51.100.17                              | 10.0.0.1",
        "for=\"6.6.6.6, for=198.51.100.17                        | 198.51.100.17",
        "for=\"6.6.6.6\\, for=\"198.51.100.17\"                  | 198.51.100.17",
        "for=\", for=198.51.100.17, for=10.6.6.6                 | 198.51.100.17",
        "host=\"a,b\";for=198.51.100.17                          | 198.51.100.17",
      })
  void forwarded_is_read_from_the_right_so_that_an_open_quote_swallows_nothing(
      String value, String client) {
    ClientAddress forwarded = new ClientAddress(PROXIES, FORWARDED, 64);
    assertThat(forwarded.of(TestRequest.get("/").from(PROXY).header("Forwarded", value)))
        .isEqualTo(client);
  }

  @Test
  void only_the_field_that_is_set_is_read() {
    TestRequest request =
        TestRequest.get("/")
            .from(PROXY)
            .header("X-Forwarded-For", "198.51.100.1")
            .header("Forwarded", "for=198.51.100.2");
    assertThat(xForwardedFor(request)).isEqualTo("198.51.100.1");
    assertThat(new ClientAddress(PROXIES, FORWARDED, 64).of(request)).isEqualTo("198.51.100.2");
  }

  @Test
  void an_endless_field_is_read_as_far_as_it_can_be_trusted() {
    String many = "6.6.6.6, ".repeat(100_000);
    assertThat(
            xForwardedFor(
                TestRequest.get("/").from(PROXY).header("X-Forwarded-For", many + "198.51.100.17")))
        .isEqualTo("198.51.100.17");
    String proxies = "10.1.1.1, ".repeat(100_000);
    assertThat(
            xForwardedFor(
                TestRequest.get("/").from(PROXY).header("X-Forwarded-For", "6.6.6.6, " + proxies)))
        .isEqualTo("10.1.1.1");
    String long1 = "x".repeat(1_000_000);
    assertThat(xForwardedFor(TestRequest.get("/").from(PROXY).header("X-Forwarded-For", long1)))
        .isEqualTo(PROXY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 48, 56, 63, 64, 65, 127})
  void the_prefix_decides_which_ipv6_clients_are_the_same(int prefix) {
    ClientAddress address = new ClientAddress(TrustedProxies.NONE, NONE, prefix);
    String text = address.of(TestRequest.get("/").from("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    assertThat(text).endsWith("/" + prefix);
    assertThat(address.of(TestRequest.get("/").from("192.0.2.200"))).isEqualTo("192.0.2.200");
  }

  @Test
  void all_bits_are_the_address_itself() {
    ClientAddress address = new ClientAddress(TrustedProxies.NONE, NONE, 128);
    assertThat(address.of(TestRequest.get("/").from("2001:DB8::1"))).isEqualTo("2001:db8::1");
  }

  @Test
  void clients_that_hop_within_their_network_are_one() {
    ClientAddress address = new ClientAddress();
    assertThat(address.of(TestRequest.get("/").from("2001:db8:1:2:aaaa::1")))
        .isEqualTo(address.of(TestRequest.get("/").from("2001:db8:1:2:bbbb:cccc:dddd:eeee")))
        .isEqualTo("2001:db8:1:2::/64");
  }

  @ParameterizedTest
  @CsvSource({
    "'',                  unknown",
    "unix:,               unix:",
    "[::1],               ::/64",
    "0:0:0:0:0:0:0:1,     ::/64",
    "192.0.2.1:8080,      192.0.2.1",
    "client.example.com,  client.example.com",
  })
  void whatever_the_container_tells_is_taken_as_it_is(String peer, String client) {
    assertThat(new ClientAddress().of(TestRequest.get("/").from(peer))).isEqualTo(client);
  }

  @Test
  void a_container_that_tells_nothing_does_no_harm() {
    assertThat(new ClientAddress().of(TestRequest.get("/").from(null))).isEqualTo("unknown");
  }

  @Test
  void a_prefix_out_of_range_is_refused() {
    assertThatThrownBy(() -> new ClientAddress(PROXIES, NONE, 0)).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> new ClientAddress(PROXIES, NONE, 129)).hasMessageContaining("129");
  }

  @Property
  void no_field_throws_or_forges_what_a_proxy_appended(@ForAll String one, @ForAll String two) {
    TestRequest request =
        TestRequest.get("/")
            .from(PROXY)
            .header("X-Forwarded-For", one)
            .header("X-Forwarded-For", two + ",198.51.100.17")
            .header("Forwarded", one)
            .header("Forwarded", two + ", for=198.51.100.17, for=\"10.1.1.1:99\"");
    assertThat(xForwardedFor(request)).isEqualTo("198.51.100.17");
    assertThat(new ClientAddress(PROXIES, FORWARDED, 64).of(request)).isEqualTo("198.51.100.17");
    TestRequest all = TestRequest.get("/").from(PROXY).header("Forwarded", one);
    new ClientAddress(PROXIES, FORWARDED, 64).of(all.header("Forwarded", two));
  }

  private static String xForwardedFor(TestRequest request) {
    return new ClientAddress(PROXIES, X_FORWARDED_FOR, 64).of(request);
  }
}
