package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.jaxrs.app.Airport;
import io.buttress.jaxrs.app.Bookshop;
import io.buttress.jaxrs.app.Gatehouse;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import io.buttress.servlet.RateLimitFilter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlet filter and the provider in one application: each policy counts a request once. */
class BehindTheFilterIT {
  private RestServer server;
  private Client client;

  private void deploy(Deployed deployed) {
    server = deployed.behind(new RateLimitFilter()).start();
    client = Client.of(server);
  }

  private void deployBooks() {
    deploy(
        Deployed.of(Bookshop.class)
            .with("api.paths", "/api/*")
            .with("api.limits", "5/1h")
            .with("few.paths", "/api/books/twice")
            .with("few.limits", "2/1h"));
  }

  @AfterEach
  void undeploy() {
    server.close();
  }

  /** The policies and what they have left, however many lines say it. */
  private static List<String> left(HttpResponse<String> response) {
    return response.headers().allValues("RateLimit").stream()
        .flatMap(line -> List.of(line.split(", ")).stream())
        .map(item -> item.replaceFirst(";t=.*", ""))
        .toList();
  }

  @Test
  void a_policy_with_paths_is_counted_by_the_filter_alone() {
    deployBooks();
    client.get("/books/by-id/1");
    HttpResponse<String> response = client.get("/books/by-id/2");
    assertThat(left(response)).containsExactly("\"api\";r=3", "\"Books.byId\";r=0");
    assertThat(response.headers().allValues("RateLimit-Policy").toString())
        .contains("\"api\";q=5;w=3600", "\"Books.byId\";q=1;w=3600");
  }

  @Test
  void what_the_filter_has_no_key_for_is_counted_when_it_is_known_who_is_asking() {
    deploy(
        Deployed.of(Gatehouse.class)
            .with("own.limits", "9/1h")
            .with("users.paths", "/api/*")
            .with("users.key", "principal|none")
            .with("users.limits", "1/1h"));
    assertThat(client.as("alice").status("/gate")).isEqualTo(200);
    assertThat(left(client.as("alice").get("/gate"))).contains("\"users\";r=0");
    assertThat(client.as("alice").status("/gate")).isEqualTo(429);
    assertThat(client.as("bob").status("/gate")).isEqualTo(200);
  }

  @Test
  void also_if_an_annotation_names_it() {
    deployBooks();
    assertThat(left(client.get("/books/twice")))
        .containsExactlyInAnyOrder("\"api\";r=4", "\"few\";r=1", "\"many\";r=5");
    assertThat(left(client.get("/books/twice")))
        .containsExactlyInAnyOrder("\"api\";r=3", "\"few\";r=0", "\"many\";r=1");
  }

  @Test
  void a_rejection_by_the_provider_says_both() {
    deployBooks();
    client.get("/books/by-id/1");
    HttpResponse<String> response = client.get("/books/by-id/1");
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(left(response)).containsExactly("\"api\";r=3", "\"Books.byId\";r=0");
    assertThat(response.headers().allValues("Retry-After")).containsExactly("3600");
  }

  @Test
  void what_the_filter_rejects_never_reaches_the_provider() {
    deployBooks();
    IntStream.range(0, 5).forEach(i -> client.get("/books/search"));
    HttpResponse<String> response = client.get("/books/search");
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(left(response)).containsExactly("\"api\";r=0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/stream", "/unmapped", "/resumed", "/stage-fails", "/events"})
  void a_request_that_the_filter_delays_gives_its_lease_back(String path) {
    deploy(
        Deployed.of(Airport.class)
            .with("shape.paths", "/api/*")
            .with("shape.algorithm", "leaky-bucket")
            .with("shape.limits", "50/1s")
            .with("shape.max-wait", "1m")
            .with("flight.lease", "1h"));
    Client one = client.with("Case", "delayed");
    one.status("/flight" + path);
    for (int i = 0; i < 5; i++) {
      assertThat(one.status("/flight" + path)).isNotEqualTo(503);
      await().pollInterval(Duration.ofMillis(1)).until(() -> one.status("/flight") == 200);
    }
  }
}
