package io.buttress.servlet;

import static io.buttress.servlet.CacheServers.field;
import static io.buttress.servlet.CacheServers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.server.ServerKind;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.net.Socket;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache in real servers, as it is where no policy is named; but for the tests at the end. */
class ResponseCacheFilterIT {
  private static final AtomicInteger REQUESTS = new AtomicInteger();
  private static final Filter NUMBERING =
      (request, response, chain) -> {
        HttpServletResponse http = (HttpServletResponse) response;
        http.setHeader("X-Request", "" + REQUESTS.incrementAndGet());
        chain.doFilter(request, response);
      };

  private static CacheServers servers;

  @BeforeAll
  static void start() {
    servers = new CacheServers(app -> app.ahead(NUMBERING));
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  @ParameterizedTest
  @EnumSource
  void a_hit_tells_its_age_and_why(ServerKind server) {
    RawAnswer miss = servers.ask(server, "GET", "/page/a");
    assertThat(field(miss, "Cache-Status")).isEqualTo("Buttress; fwd=miss; stored");
    RawAnswer hit = servers.ask(server, "GET", "/page/a");
    assertThat(text(hit)).isEqualTo("page 1");
    assertThat(field(hit, "Age")).matches("[0-9]");
    assertThat(field(hit, "Cache-Status")).matches("Buttress; hit; ttl=(60|59|58|57|56|55)");
    assertThat(field(hit, "X-Request"))
        .as("what a filter ahead says is of this request")
        .isEqualTo("" + REQUESTS.get());
    assertThat(field(hit, "ETag")).matches("W/\"[A-Za-z0-9_-]{16}\"");
    assertThat(hit.fields()).filteredOn(line -> line.startsWith("Date:")).hasSize(1);
    assertThat(hit.fields()).filteredOn(line -> line.startsWith("Content-Length:")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void conditions_and_ranges_are_answered_from_what_is_stored(ServerKind server) {
    servers.text(server, "/page/c");
    String etag = field(servers.ask(server, "GET", "/page/c"), "ETag");
    RawAnswer same = servers.ask(server, "GET", "/page/c", "If-None-Match", etag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    RawAnswer part = servers.ask(server, "GET", "/page/c", "Range", "bytes=1-3");
    assertThat(part.status()).isEqualTo(206);
    assertThat(text(part)).isEqualTo("age");
    assertThat(field(part, "Content-Range")).isEqualTo("bytes 1-3/6");
    assertThat(servers.ask(server, "GET", "/page/c", "Range", "bytes=9-").status()).isEqualTo(416);
    assertThat(servers.pages(server).count("/page/c")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void a_304_of_the_application_refreshes_what_is_stored(ServerKind server) {
    servers.text(server, "/late-validator");
    RawAnswer validated = servers.ask(server, "GET", "/late-validator", "If-None-Match", "\"v0\"");
    assertThat(validated.status()).isEqualTo(200);
    assertThat(text(validated)).isEqualTo("page");
    assertThat(field(validated, "Cache-Status")).contains("fwd=stale; fwd-status=304");
    assertThat(field(validated, "X-Request"))
        .as("what a filter ahead says of this request stays")
        .isEqualTo("" + REQUESTS.get());
    assertThat(servers.ask(server, "GET", "/late-validator", "If-None-Match", "\"v1\"").status())
        .isEqualTo(304);
  }

  @ParameterizedTest
  @EnumSource
  void variants_are_kept_apart(ServerKind server) {
    for (String shop : List.of("a", "b", "a", "b")) {
      assertThat(servers.text(server, "/varies", "X-Shop", shop)).endsWith("in " + shop);
    }
    assertThat(servers.pages(server).count("/varies")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void who_hears_of_a_change_sees_it(ServerKind server) {
    for (int i = 0; i < 20; i++) {
      String path = i % 2 == 0 ? "/changed" : "/changed/see";
      int before = servers.pages(server).count(path);
      servers.text(server, path);
      assertThat(servers.ask(server, "POST", path, "Content-Length", "0").status())
          .isBetween(200, 399);
      String after = servers.text(server, path);
      assertThat(after)
          .isNotEqualTo("page " + before)
          .endsWith("" + servers.pages(server).count(path));
    }
  }

  @ParameterizedTest
  @EnumSource
  void also_while_the_change_is_still_at_work(ServerKind server) throws Exception {
    for (String profile : List.of("safe", "rfc")) {
      try (CacheServers cached =
          new CacheServers(app -> app.cached("all.paths", "/*").cached("all.profile", profile))) {
        String before = cached.text(server, "/changed/held");
        cached.pages(server).gate = new CountDownLatch(1);
        cached
            .running(server)
            .exchange(
                "POST /changed/held HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
                answer -> answer.endsWith("done"));
        assertThat(cached.text(server, "/changed/held")).as(profile).isNotEqualTo(before);
        cached.pages(server).gate.countDown();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_body_streams_while_it_is_copied(ServerKind server) throws Exception {
    servers.pages(server).gate = new CountDownLatch(1);
    try (Socket client =
        servers
            .running(server)
            .send("GET /held/stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
      byte[] first = new byte[20];
      assertThat(client.getInputStream().read(first)).as("before the gate opens").isPositive();
      servers.pages(server).gate.countDown();
      client.getInputStream().readAllBytes();
    }
    await()
        .untilAsserted(
            () -> assertThat(servers.text(server, "/held/stream")).isEqualTo("page 1 whole"));
  }

  @ParameterizedTest
  @EnumSource
  void asynchronous_forwarded_and_included_pages_are_stored_whole(ServerKind server) {
    // What Jetty dispatches is not seen whole, and so not stored.
    assertThat(servers.text(server, "/dispatched")).startsWith("page ");
    for (String path : List.of("/async", "/forward", "/include")) {
      String first = servers.text(server, path);
      assertThat(first).as(path).contains("page ");
      await()
          .untilAsserted(
              () -> {
                RawAnswer hit = servers.ask(server, "GET", path);
                assertThat(field(hit, "Age")).as(path).isNotEmpty();
              });
      RawAnswer hit = servers.ask(server, "GET", path);
      assertThat(text(hit)).startsWith(path.equals("/include") ? "before page" : "page ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_error_page_of_the_container_is_not_stored_and_lets_nobody_wait(ServerKind server) {
    RawAnswer error = servers.ask(server, "GET", "/error");
    assertThat(error.status()).isEqualTo(404);
    assertThat(field(error, "Cache-Status")).doesNotContain("stored");
    assertThat(servers.text(server, "/error")).isEqualTo("page 2");
    assertThat(servers.text(server, "/error")).isEqualTo("page 2");
  }

  @ParameterizedTest
  @EnumSource
  void what_is_stale_stands_in_where_the_application_fails(ServerKind server) {
    for (String how : List.of("throw", "send", "status")) {
      String target = "/flaky/" + how + "?how=" + how;
      servers.pages(server).failing = false;
      assertThat(servers.text(server, target)).isEqualTo("page 1");
      servers.pages(server).failing = true;
      RawAnswer answer = servers.ask(server, "GET", target);
      assertThat(answer.status()).as(how).isEqualTo(200);
      assertThat(text(answer)).isEqualTo("page 1");
      assertThat(field(answer, "Age")).isNotEmpty();
      assertThat(field(answer, "X-Request")).isEqualTo("" + REQUESTS.get());
      servers.pages(server).failing = false;
      assertThat(servers.text(server, target)).isEqualTo("page 3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_stale_is_served_and_fetched_anew_behind_the_clients_back(ServerKind server) {
    // Jetty forwards nothing for a client that has been answered: there, one client waits.
    for (String how : List.of("plain", "stream", "charset", "forward", "include", "async")) {
      String target = "/stale/" + how + "?how=" + how;
      String path = how.equals("forward") ? "/stale-inner" : "/stale/" + how;
      String first = servers.text(server, target);
      assertThat(first).startsWith("page 1");
      assertThat(servers.text(server, target)).as(how).isEqualTo(first);
      await()
          .untilAsserted(
              () ->
                  assertThat(servers.text(server, target))
                      .as(how)
                      .startsWith("page ")
                      .isNotEqualTo(first));
      assertThat(field(servers.ask(server, "GET", target), "Content-Type"))
          .as(how)
          .isEqualToIgnoringCase("text/html;charset=utf-8");
      assertThat(field(servers.ask(server, "GET", target), "Content-Language")).as(how).isEmpty();
      assertThat(servers.pages(server).count(path)).isGreaterThan(1);
      assertThat(servers.text(server, target).replaceAll("[0-9]+", "1")).isEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_error_or_an_endless_page_behind_the_clients_back_leaves_what_is_stored(
      ServerKind server) {
    servers.text(server, "/stale/error");
    servers.pages(server).failing = true;
    for (int i = 2; i <= 4; i++) {
      assertThat(servers.text(server, "/stale/error")).isEqualTo("page 1 ü");
      int count = i;
      await().until(() -> servers.pages(server).count("/stale/error") == count);
    }
    servers.pages(server).failing = false;
    servers.text(server, "/stale/endless?how=endless");
    assertThat(servers.text(server, "/stale/endless?how=endless")).isEqualTo("page 1 ü");
    assertThat(servers.text(server, "/stale/endless?how=endless")).isEqualTo("page 1 ü");
  }

  @ParameterizedTest
  @EnumSource
  void a_page_that_asks_for_a_session_is_fetched_anew_where_a_policy_shares_it(ServerKind server)
      throws Exception {
    try (CacheServers shared =
        new CacheServers(
            app -> app.cached("p.paths", "/*").cached("p.share-despite", "session,set-cookie"))) {
      String target = "/stale/session?how=session";
      RawAnswer first = shared.ask(server, "GET", target);
      assertThat(field(first, "Set-Cookie")).isNotEmpty();
      assertThat(field(shared.ask(server, "GET", target), "Set-Cookie")).isEmpty();
      await()
          .untilAsserted(() -> assertThat(shared.text(server, target)).isNotEqualTo(text(first)));
      assertThat(shared.text(server, target)).matches("page (\\d+) ü page \\1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void clients_that_leave_do_not_hinder_to_fetch_anew(ServerKind server) throws Exception {
    String target = "/stale/large?how=large";
    servers.text(server, target);
    for (int i = 0; i < 10; i++) {
      try (Socket client =
          servers.running(server).send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
        client.setSoLinger(true, 0);
      }
    }
    String before = servers.text(server, target);
    await().untilAsserted(() -> assertThat(servers.text(server, target).equals(before)).isFalse());
  }

  @ParameterizedTest
  @EnumSource
  void mapped_twice_it_acts_once(ServerKind server) throws Exception {
    try (CacheServers twice =
        new CacheServers(app -> app.behind(new ResponseCacheFilter()).cached())) {
      RawAnswer miss = twice.ask(server, "GET", "/page");
      assertThat(miss.fields()).filteredOn(line -> line.startsWith("Cache-Status")).hasSize(1);
      assertThat(twice.text(server, "/page")).isEqualTo("page 1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void code_may_forbid_to_store_a_page_that_is_under_way(ServerKind server) {
    assertThat(servers.text(server, "/unkept")).isEqualTo("page 1");
    assertThat(servers.text(server, "/unkept")).isEqualTo("page 2");
  }

  @ParameterizedTest
  @EnumSource
  void how_a_message_is_framed_is_said_by_the_container_alone(ServerKind server) {
    for (int i = 0; i < 2; i++) {
      RawAnswer answer = servers.ask(server, "GET", "/relayed");
      assertThat(text(answer)).isEqualTo("page 1");
      assertThat(answer.fields()).noneMatch(line -> line.contains("nonsense"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_applications_own_Date_counts_whatever_the_container_says(ServerKind server) {
    servers.ask(server, "GET", "/dated");
    RawAnswer hit = servers.ask(server, "GET", "/dated");
    assertThat(text(hit)).isEqualTo("page 1");
    assertThat(hit.fields()).filteredOn(line -> line.startsWith("Date:")).hasSize(1);
    assertThat(Integer.parseInt(field(hit, "Age"))).isBetween(999, 2_000);
  }

  @Test
  void an_embedded_Jetty_needs_no_class_loader_for_its_application() throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    FilterHolder filter = new FilterHolder(ResponseCacheFilter.class);
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    Server jetty = new Server();
    jetty.setHandler(context);
    jetty.start();
    assertThat(context.isAvailable()).isTrue();
    jetty.stop();
  }
}
