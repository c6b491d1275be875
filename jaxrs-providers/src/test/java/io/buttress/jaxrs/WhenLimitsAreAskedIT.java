package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jaxrs.app.Gatehouse;
import io.buttress.jaxrs.app.Login;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.ws.rs.core.Application;
import java.net.http.HttpResponse;
import java.security.Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order limits, logins and other filters come, and what a refusal leaves charged. */
class WhenLimitsAreAskedIT {
  private RestServer server;
  private Client client;

  private void deploy(Class<? extends Application> application) {
    server = Deployed.of(application).start();
    client = Client.of(server);
  }

  @AfterEach
  void undeploy() {
    server.close();
  }

  private static void assertLeft(HttpResponse<String> response, String policy, int left) {
    assertThat(response.headers().firstValue("RateLimit").orElseThrow())
        .contains("\"" + policy + "\";r=" + left + ";");
  }

  @Test
  void who_is_refused_after_the_login_has_made_an_attempt_all_the_same() {
    deploy(Gatehouse.class);
    assertThat(client.as("alice").status("/gate")).isEqualTo(200);
    assertThat(client.as("alice").status("/gate")).as("by 'own'").isEqualTo(429);
    assertThat(client.as("mallory").status("/gate")).as("by the login").isEqualTo(401);
    assertThat(client.as("bob").with("Forbidden", "yes").status("/gate")).isEqualTo(403);
    assertLeft(client.as("carol").get("/gate"), "attempts", 5);
    assertThat(client.as("bob").status("/gate")).as("his own is used up").isEqualTo(429);
  }

  @Test
  void a_lease_of_before_the_login_is_returned_by_who_is_refused_after_it() {
    deploy(Gatehouse.class);
    assertThat(client.as("alice").status("/gate/one-at-a-time")).isEqualTo(200);
    HttpResponse<String> refused = client.as("alice").get("/gate/one-at-a-time");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("\"own-of-one\"");
    assertThat(client.as("bob").status("/gate/one-at-a-time")).isEqualTo(200);
  }

  @Test
  void what_is_answered_before_matching_costs_nothing() {
    deploy(Gatehouse.class);
    HttpResponse<String> shortcut = client.with("Shortcut", "yes").get("/gate");
    assertThat(shortcut.statusCode()).isEqualTo(418);
    assertThat(shortcut.headers().firstValue("RateLimit")).isEmpty();
    assertLeft(client.get("/gate"), "attempts", 9);
  }

  @Test
  void response_filters_see_a_rejection_so_that_scripts_may_read_it() {
    deploy(Gatehouse.class);
    client.as("alice").get("/gate");
    HttpResponse<String> refused = client.as("alice").get("/gate");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().allValues("Access-Control-Allow-Origin")).containsExactly("*");
  }

  @Test
  void methods_exempt_paths_and_conditions_hold_for_annotations_too() {
    server =
        Deployed.of(Gatehouse.class)
            .with("own.condition-class", Login.NotPremium.class.getName())
            .with("own-of-one.exempt-paths", "/api/*")
            .with("attempts.methods", "POST")
            .start();
    client = Client.of(server);
    for (int i = 0; i < 2; i++) {
      assertThat(client.as("alice;premium").status("/gate")).isEqualTo(200);
      assertThat(client.as("bob").status("/gate/one-at-a-time")).isEqualTo(200);
    }
    assertLeft(client.as("bob").get("/gate"), "own", 0);
    HttpResponse<String> refused = client.as("bob").get("/gate");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().allValues("RateLimit").toString()).doesNotContain("attempts");
  }

  @Test
  void writers_of_texts_do_not_touch_a_rejection() {
    deploy(Gatehouse.class);
    assertThat(client.as("alice").get("/gate").body()).isEqualTo("\"gate\"");
    HttpResponse<String> refused = client.as("alice").get("/gate");
    assertThat(refused.body()).startsWith("{\"type\"").endsWith("}");
    assertThat(refused.headers().allValues("Content-Type"))
        .containsExactly("application/problem+json");
    assertThat(refused.headers().allValues("Content-Length"))
        .containsExactly(Integer.toString(refused.body().length()));
  }

  @Test
  void a_login_in_a_filter_without_a_priority_is_waited_for() {
    deploy(Gatehouse.Late.class);
    assertThat(client.as("alice").status("/gate")).isEqualTo(200);
    int asked = Login.ASKED.get();
    assertThat(client.as("alice").status("/gate")).isEqualTo(429);
    assertThat(Login.ASKED).as("asked before").hasValue(asked + 1);
    assertThat(client.as("bob").status("/gate")).isEqualTo(200);
  }

  @Test
  void a_login_of_the_container_is_known_as_well() {
    Filter login =
        (request, response, chain) ->
            chain.doFilter(new Known((HttpServletRequest) request), response);
    server = Deployed.of(Gatehouse.Trusting.class).behind(login).start();
    client = Client.of(server);
    assertThat(client.as("alice").status("/gate")).isEqualTo(200);
    assertThat(client.as("alice").status("/gate")).isEqualTo(429);
    assertThat(client.as("bob").status("/gate")).isEqualTo(200);
  }

  private static final class Known extends HttpServletRequestWrapper {
    Known(HttpServletRequest request) {
      super(request);
    }

    @Override
    public Principal getUserPrincipal() {
      String user = getHeader("User");
      return user == null ? null : () -> user;
    }
  }
}
