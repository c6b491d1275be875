package io.buttress.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.management.AttributeNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmxExportTest {
  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final Telemetry telemetry = new Telemetry();

  @Test
  void each_number_and_the_health_are_attributes_also_those_that_come_later() throws Exception {
    try (JmxExport export = JmxExport.of(telemetry, "/shop", server)) {
      telemetry.counter("decisions", "policy", "api").increment();
      ObjectName name = new ObjectName("io.buttress:type=Telemetry,application=\"/shop\"");
      assertThat(server.getAttribute(name, "decisions{policy=api}")).isEqualTo(1L);
      assertThat(server.getAttribute(name, "health")).isEqualTo("UP");
      assertThat(server.getMBeanInfo(name).getAttributes())
          .extracting("name")
          .contains("decisions{policy=api}", "health", "health.since", "health.reason");
      assertThat(server.getAttributes(name, new String[] {"health", "none"})).hasSize(1);
      assertThatThrownBy(() -> server.getAttribute(name, "none"))
          .isInstanceOf(AttributeNotFoundException.class);
    }
    assertThat(beans()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a,b=c", "/a\"b\\", "/*?", "/a\nb", "/ünï☃", "a:b"})
  void odd_names_do_no_harm(String application) {
    try (JmxExport export = JmxExport.of(telemetry, application, server)) {
      assertThat(beans()).isEqualTo(1);
    }
    assertThat(beans()).isZero();
  }

  @Test
  void applications_of_one_name_are_told_apart() {
    JmxExport first = JmxExport.of(telemetry, "/shop", server);
    JmxExport second = JmxExport.of(telemetry, "/shop", server);
    assertThat(beans()).isEqualTo(2);
    first.close();
    assertThat(beans()).isEqualTo(1);
    second.close();
    second.close();
    assertThat(beans()).isZero();
  }

  @Test
  void a_server_that_is_full_stops_nothing() {
    for (int i = 0; i < 100; i++) {
      JmxExport.of(telemetry, "/shop", server);
    }
    assertThatCode(() -> JmxExport.of(telemetry, "/shop", server).close())
        .doesNotThrowAnyException();
    assertThat(beans()).isEqualTo(100);
  }

  private int beans() {
    try {
      return server.queryNames(new ObjectName("io.buttress:*"), null).size();
    } catch (javax.management.MalformedObjectNameException e) {
      throw new AssertionError(e);
    }
  }
}
