package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.Buttress;
import io.buttress.embedded.EmbeddedRedis;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter in a real Tomcat. */
class RateLimitFilterIT {
  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private Tomcat tomcat;
  private Context context;

  /** Starts an application with a filter of these init-params. */
  private void start(Map<String, String> parameters) throws LifecycleException {
    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    context = tomcat.addContext("", folder.toString());
    context.setParentClassLoader(getClass().getClassLoader());
    Wrapper servlet = Tomcat.addServlet(context, "app", new App());
    servlet.setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "app");
    FilterDef filter = new FilterDef();
    filter.setFilterName("limiter");
    filter.setFilterClass(RateLimitFilter.class.getName());
    filter.setAsyncSupported("true");
    parameters.forEach(filter::addInitParameter);
    context.addFilterDef(filter);
    // As web-fragment.xml does in a WAR.
    context.addApplicationListener(DeploymentCheck.class.getName());
    FilterMap map = new FilterMap();
    map.setFilterName("limiter");
    map.addURLPatternDecoded("/*");
    context.addFilterMap(map);
    // The same filter mapped twice must count a request once.
    context.addFilterMap(map);
    tomcat.start();
  }

  @AfterEach
  void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
    System.clearProperty("buttress.redis.uri");
    assertThat(Buttress.current()).isEmpty();
  }

  private HttpResponse<String> send(String method, String path, String... headers) {
    URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void beyondTheLimitA429SaysWhyAndWhenToComeBack() throws Exception {
    start(Map.of("api.paths", "/api/*", "api.limits", "3/1h"));
    for (int remaining = 2; remaining >= 0; remaining--) {
      HttpResponse<String> response = send("GET", "/api/books");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("RateLimit").orElseThrow())
          .startsWith("\"api\";r=" + remaining);
      assertThat(response.headers().firstValue("RateLimit-Policy")).contains("\"api\";q=3;w=3600");
    }
    HttpResponse<String> refused = send("GET", "/api/books");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
        .isBetween(1L, 1_200L);
    assertThat(refused.body()).contains("quota-exceeded", "\"violated-policies\":[\"api\"]");
    HttpResponse<String> head = send("HEAD", "/api/books");
    assertThat(head.statusCode()).isEqualTo(429);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void whatNoPolicyMatchesIsUntouched() throws Exception {
    start(Map.of("api.paths", "/api/*", "api.limits", "1/1h"));
    for (int i = 0; i < 5; i++) {
      HttpResponse<String> response = send("GET", "/other");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().map()).doesNotContainKeys("RateLimit", "RateLimit-Policy");
    }
  }

  @Test
  void pathParametersAndDotsDoNotDodgeALimit() throws Exception {
    start(Map.of("api.paths", "/api/*", "api.limits", "1/1h"));
    assertThat(send("GET", "/api/books").statusCode()).isEqualTo(200);
    for (String dodge :
        List.of("/api;x=1/books", "/./api/books", "/x/../api/books", "/%61pi/books")) {
      assertThat(send("GET", dodge).statusCode()).as(dodge).isEqualTo(429);
    }
  }

  @Test
  void aForgedForwardingHeaderMakesNoNewClient() throws Exception {
    start(Map.of("api.paths", "/*", "api.limits", "1/1h"));
    send("GET", "/", "X-Forwarded-For", "203.0.113.1");
    assertThat(send("GET", "/", "X-Forwarded-For", "203.0.113.2").statusCode()).isEqualTo(429);
  }

  @Test
  void anAsynchronousRequestHoldsItsLeaseToItsRealEnd() throws Exception {
    start(Map.of("api.paths", "/*", "api.algorithm", "concurrency", "api.limits", "1"));
    for (int i = 0; i < 3; i++) {
      assertThat(send("GET", "/async").body()).isEqualTo("async");
    }
    App.release = new CompletableFuture<>();
    CompletableFuture<HttpResponse<String>> held =
        CompletableFuture.supplyAsync(() -> send("GET", "/held"));
    App.entered.join();
    assertThat(send("GET", "/async").statusCode()).isEqualTo(429);
    App.release.complete(null);
    assertThat(held.join().statusCode()).isEqualTo(200);
  }

  @Test
  void aFailedRequestGivesItsLeaseBack() throws Exception {
    start(Map.of("api.paths", "/*", "api.algorithm", "concurrency", "api.limits", "1"));
    for (int i = 0; i < 3; i++) {
      assertThat(send("GET", "/fails").statusCode()).isEqualTo(500);
    }
  }

  @Test
  void aRedisThatIsKilledCostsNoRequestItsAnswer() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      System.setProperty("buttress.redis.uri", redis.uri());
      start(Map.of("api.paths", "/*", "api.limits", "10/1h"));
      assertThat(send("GET", "/").statusCode()).isEqualTo(200);
      redis.kill();
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        statuses.add(send("GET", "/").statusCode());
      }
      assertThat(statuses).containsOnly(200, 429);
      assertThat(statuses).filteredOn(s -> s == 200).hasSize(10);
    }
  }

  @Test
  void aMistakeInTheSettingsStopsTheApplication() throws Exception {
    start(Map.of("api.paths", "/*", "api.limits", "many", "api.algoritm", "x"));
    assertThat(context.getState()).isNotEqualTo(LifecycleState.STARTED);
  }

  /** An application that knows nothing of the filter. */
  static final class App extends HttpServlet {
    private static final long serialVersionUID = 1L;
    static volatile CompletableFuture<Void> release = CompletableFuture.completedFuture(null);
    static volatile CompletableFuture<Void> entered = new CompletableFuture<>();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getRequestURI()) {
        case "/fails" -> throw new IllegalStateException("as asked");
        case "/async", "/held" -> {
          AsyncContext async = request.startAsync();
          async.start(() -> answer(request.getRequestURI().equals("/held"), async));
        }
        default -> response.getWriter().write("hello");
      }
    }

    private static void answer(boolean held, AsyncContext async) {
      try {
        if (held) {
          entered.complete(null);
          release.join();
        }
        async.getResponse().getWriter().write("async");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      async.complete();
    }
  }
}
