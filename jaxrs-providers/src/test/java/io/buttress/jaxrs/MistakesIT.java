package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.jaxrs.app.Airport;
import io.buttress.jaxrs.app.Fair;
import io.buttress.jaxrs.app.Market;
import io.buttress.jaxrs.app.Mistakes;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What is wrong is told when the application is deployed, and nothing is left of it then. */
class MistakesIT {
  private static void assertFails(Deployed deployed, String... messages) {
    assertThatThrownBy(deployed::start)
        .hasStackTraceContaining(messages[0])
        .satisfies(
            failure -> assertThat(failure).hasStackTraceContaining(messages[messages.length - 1]));
    assertThat(runtimes()).isEmpty();
  }

  /** Each runtime of a web application has its beans. */
  private static Set<ObjectName> runtimes() {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .queryNames(new ObjectName("io.buttress:application=\"/\",*"), null);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_limit_that_is_none() {
    assertFails(Deployed.of(Mistakes.NoLimit.class), "Bad.here.limits = 'many'", "@RateLimited on");
  }

  @Test
  void a_limit_on_a_locator_which_no_filter_precedes() {
    assertFails(
        Deployed.of(Mistakes.AtLocator.class), "Mistakes$Locating#part, a sub-resource locator");
  }

  @Test
  void a_key_for_a_method_that_is_safe() {
    assertFails(
        Deployed.of(Mistakes.KeyToRead.class), "Mistakes$Reading#here: GET is safe, and needs no");
  }

  @Test
  void keys_without_a_redis() {
    assertFails(Deployed.of(Market.class), "buttress.redis.uri");
  }

  @Test
  void two_classes_of_one_name() {
    assertFails(Deployed.of(Mistakes.Twins.class), "ask for different policies of the same name");
  }

  @Test
  void two_classes_of_one_name_in_two_applications_of_one_WAR() {
    assertFails(
        Deployed.of(Mistakes.Late.class).beside(Mistakes.Twin.class),
        "ask for different policies of the same name");
  }

  @Test
  void properties_that_nobody_knows_also_where_nothing_asks_for_a_feature() {
    for (Deployed misspelt :
        List.of(
            Deployed.of(Airport.class).with("flight.limit", "1"),
            Deployed.of(Fair.class).withProperty("buttress.ratelimit.all.limits", "1/1m"))) {
      // A Tomcat keeps the reason to its log.
      assertThatThrownBy(misspelt::start).isNotNull();
      assertThat(runtimes()).isEmpty();
    }
  }

  @Test
  void bytes_that_nobody_counts() {
    assertFails(
        Deployed.of(Airport.class).with("account.settle", "by-bytes"),
        "only the servlet filter counts bytes");
  }

  @Test
  void a_mistake_that_shows_late_fails_its_own_requests_and_no_others() {
    try (RestServer server = Deployed.of(Mistakes.Late.class).start()) {
      Client client = Client.of(server);
      assertThat(client.status("/good/bad")).isEqualTo(500);
      assertThat(client.status("/good/bad")).isEqualTo(500);
      assertThat(runtimes()).isNotEmpty();
      HttpResponse<String> response = client.get("/good");
      assertThat(response.headers().firstValue("RateLimit").orElseThrow()).contains("r=8;");
    }
    assertThat(runtimes()).isEmpty();
  }
}
