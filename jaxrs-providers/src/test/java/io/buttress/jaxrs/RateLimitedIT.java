package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jaxrs.app.Bookshop;
import io.buttress.jaxrs.app.Login;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the annotation promises. */
class RateLimitedIT {
  private RestServer server;
  private Client client;

  @BeforeEach
  void deploy() {
    server = Deployed.of(Bookshop.class).start();
    client = Client.of(server);
  }

  @AfterEach
  void undeploy() {
    server.close();
  }

  @Test
  void the_limit_of_a_class_counts_all_its_methods_together() {
    assertThat(client.status("/books")).isEqualTo(200);
    assertThat(client.status("/books/new")).isEqualTo(200);
    assertThat(client.status("/books/new")).isEqualTo(429);
    assertThat(client.status("/books")).isEqualTo(429);
  }

  @Test
  void the_limit_of_a_method_replaces_that_of_its_class() {
    for (int i = 0; i < 3; i++) {
      assertThat(client.status("/books/search")).isEqualTo(200);
    }
    assertThat(client.status("/books/search")).isEqualTo(429);
    assertThat(client.status("/books")).isEqualTo(200);
  }

  @Test
  void an_admitted_response_says_what_is_left() {
    HttpResponse<String> response = client.get("/books/search");

    assertThat(response.body()).isEqualTo("found");
    assertThat(response.headers().allValues("RateLimit-Policy"))
        .containsExactly("\"Books.search\";q=3;w=3600");
    assertThat(response.headers().allValues("RateLimit"))
        .singleElement()
        .asString()
        .startsWith("\"Books.search\";r=2;t=");
  }

  @Test
  void a_rejected_request_is_a_problem_that_says_when_to_come_back() {
    client.get("/books/by-id/7");
    HttpResponse<String> response = client.get("/books/by-id/7");

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.headers().firstValue("Retry-After")).hasValue("3600");
    assertThat(response.headers().allValues("RateLimit"))
        .containsExactly("\"Books.byId\";r=0;t=3600");
    assertThat(response.body())
        .startsWith("{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\"")
        .contains("\"violated-policies\":[\"Books.byId\"]");
  }

  @Test
  void several_limits_count_for_all_or_none() {
    assertThat(client.status("/books/twice")).isEqualTo(200);
    assertThat(client.status("/books/twice")).isEqualTo(200);
    HttpResponse<String> response = client.get("/books/twice");
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.body()).contains("[\"few\",\"many\"]");
  }

  @Test
  void a_path_variable_is_a_key() {
    assertThat(client.status("/books/by-id/1")).isEqualTo(200);
    assertThat(client.status("/books/by-id/2")).isEqualTo(200);
    assertThat(client.status("/books/by-id/1")).isEqualTo(429);
  }

  @Test
  void a_user_counts_for_himself_and_by_his_role() {
    assertThat(client.as("alice").status("/books/mine")).isEqualTo(200);
    assertThat(client.as("alice").status("/books/mine")).isEqualTo(429);
    Client bob = client.as("bob;premium");
    assertThat(bob.status("/books/mine")).isEqualTo(200);
    assertThat(bob.status("/books/mine")).isEqualTo(200);
    assertThat(bob.status("/books/mine")).isEqualTo(200);
    assertThat(bob.status("/books/mine")).isEqualTo(429);
    for (int i = 0; i < 5; i++) {
      assertThat(client.status("/books/mine")).as("anonymous").isEqualTo(200);
    }
  }

  @Test
  void what_needs_no_identity_is_rejected_before_authentication() {
    client.get("/books/by-id/7");
    int asked = Login.ASKED.get();

    assertThat(client.as("mallory").status("/books/by-id/7")).isEqualTo(429);
    assertThat(Login.ASKED).hasValue(asked);
    assertThat(client.as("mallory").status("/books/mine")).isEqualTo(401);
    assertThat(Login.ASKED).hasValue(asked + 1);
  }

  @Test
  void a_leaky_bucket_delays_requests_up_to_its_bound() {
    server.close();
    server =
        Deployed.of(Bookshop.class)
            .with("Books.search.algorithm", "leaky-bucket")
            .with("Books.search.limits", "10/1s")
            .with("Books.search.max-wait", "1m")
            .with("Books.byId.algorithm", "leaky-bucket")
            .with("Books.byId.max-wait", "1s")
            .start();
    client = Client.of(server);
    long start = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      assertThat(client.status("/books/search")).isEqualTo(200);
    }
    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(190));
    assertThat(client.status("/books/by-id/1")).isEqualTo(200);
    assertThat(client.status("/books/by-id/1")).as("an hour to wait").isEqualTo(429);
  }
}
