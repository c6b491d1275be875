package io.buttress.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,                               192.0.2.1",
    "0.0.0.0,                                 0.0.0.0",
    "255.255.255.255,                         255.255.255.255",
    "::,                                      ::",
    "::1,                                     ::1",
    "1::,                                     1::",
    "2001:DB8::17,                            2001:db8::17",
    "2001:0db8:0000:0000:0000:0000:0000:0017, 2001:db8::17",
    "2001:db8:0:1:0:0:0:1,                    2001:db8:0:1::1",
    "2001:db8:0:0:1:0:0:1,                    2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1,                    2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7::,                         1:2:3:4:5:6:7:0",
    "fe80::1%eth0,                            fe80::1",
    "fe80::1%2,                               fe80::1",
    "::ffff:198.51.100.17,                    198.51.100.17",
    "::ffff:c633:6411,                        198.51.100.17",
    "0:0:0:0:0:ffff:198.51.100.17,            198.51.100.17",
    "64:ff9b::198.51.100.17,                  64:ff9b::c633:6411",
  })
  void literals_have_one_canonical_text(String text, String canonical) {
    assertThat(IpAddress.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "example.com",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "0x1.2.3.4",
        "1.2.3.4/24",
        "-1.2.3.4",
        "+1.2.3.4",
        "١.2.3.4",
        ":",
        ":::",
        "::1::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "::1%",
        "::1.2.3",
        "1.2.3.4::",
        "1.2.3.4::1",
        "::1.2.3.4:1",
        "[::1]",
        "::1]",
        "::-1",
        "::+1",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1\n",
        "::\u0000"
      })
  void what_is_no_literal_is_no_address_and_no_name_is_looked_up(String text) {
    assertThat(IpAddress.parse(text)).isNull();
  }

  @Property
  void ipv4_is_read_as_the_platform_reads_it(@ForAll @Size(value = 4) byte[] bytes)
      throws UnknownHostException {
    Inet4Address address = (Inet4Address) InetAddress.getByAddress(bytes);
    assertThat(IpAddress.parse(address.getHostAddress())).hasToString(address.getHostAddress());
  }

  @Property
  void ipv6_is_read_as_the_platform_reads_it_and_survives_its_canonical_text(
      @ForAll @Size(value = 16) byte[] bytes) throws UnknownHostException {
    if (!(InetAddress.getByAddress(bytes) instanceof Inet6Address address)) {
      return;
    }
    IpAddress read = IpAddress.parse(address.getHostAddress());
    assertThat(InetAddress.getByName(read.toString())).isEqualTo(address);
    assertThat(IpAddress.parse(read.toString())).isEqualTo(read);
  }

  @Property
  void no_text_throws(@ForAll String text) {
    IpAddress.parse(text);
    NodeName.address(text);
    ForwardedElement.address(text);
  }

  @Property
  void no_text_of_the_right_characters_throws(
      @ForAll
          @StringLength(max = 50)
          @CharRange(from = '0', to = '9')
          @CharRange(from = 'a', to = 'f')
          @net.jqwik.api.constraints.Chars({':', '.', '%', '[', ']'})
          String text) {
    IpAddress address = IpAddress.parse(text);
    if (address != null) {
      assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
    }
    NodeName.address(text);
  }
}
