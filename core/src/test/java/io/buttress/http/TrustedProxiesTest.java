package io.buttress.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,           10.255.0.1,           true",
    "10.0.0.0/8,           11.0.0.1,             false",
    "10.0.0.0/8,           ::ffff:10.0.0.1,      true",
    "::ffff:10.0.0.0/104,  10.1.2.3,             true",
    "192.0.2.1,            192.0.2.1,            true",
    "192.0.2.1,            192.0.2.2,            false",
    "0.0.0.0/0,            203.0.113.9,          true",
    "0.0.0.0/0,            2001:db8::1,          false",
    "::/0,                 2001:db8::1,          true",
    "2001:db8::/32,        2001:db8:ffff::1,     true",
    "2001:db8::/32,        2001:db9::1,          false",
    "2001:db8::/65,        2001:db8::1,          true",
    "2001:db8::/65,        2001:db8:0:0:8000::,  false",
    "::1,                  ::1,                  true",
    "loopback,             127.8.8.8,            true",
    "loopback,             ::1,                  true",
    "loopback,             10.0.0.1,             false",
    "private,              10.0.0.1,             true",
    "private,              172.31.255.255,       true",
    "private,              172.32.0.0,           false",
    "private,              192.168.1.1,          true",
    "private,              fd00::1,              true",
    "private,              127.0.0.1,            false",
    "link-local,           169.254.1.1,          true",
    "link-local,           fe80::1%eth0,         true",
  })
  void a_block_holds_the_addresses_with_its_first_bits(
      String block, String address, boolean trusted) {
    assertThat(TrustedProxies.of(List.of(block)).contain(IpAddress.parse(address)))
        .isEqualTo(trusted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "::/129",
        "proxy.local",
        "10.0.0",
        "fe80::1%eth0",
        "10.0.0.0/0x8",
        "Loopback",
        "*"
      })
  void what_is_no_block_is_refused_with_what_is_allowed(String text) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("10.0.0.0/8");
  }

  @ParameterizedTest
  @CsvSource({"10.1.0.0/8, 10.0.0.0/8", "2001:db8::1/32, 2001:db8::/32"})
  void bits_beyond_the_prefix_are_a_mistake_and_the_message_names_what_is_meant(
      String text, String meant) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of(text))).hasMessageContaining(meant);
  }
}
