package io.buttress.servlet;

import static io.buttress.servlet.CacheServers.field;
import static io.buttress.servlet.CacheServers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.buttress.servlet.app.Pages;
import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.server.ServerKind;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attacks on shared caches, against the configuration that nobody has touched. */
class CacheAttacksIT {
  private static CacheServers servers;

  @BeforeAll
  static void start() {
    servers = new CacheServers(app -> app);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  // Unkeyed input

  @ParameterizedTest
  @EnumSource
  void nobody_plants_a_host_or_a_path_in_a_stored_page(ServerKind server) {
    List<String> names =
        List.of(
            "Host",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Prefix",
            "X-Forwarded-Port",
            "X-Original-URL",
            "X-Rewrite-URL");
    for (String name : names) {
      String target = "/reflects/" + name;
      assertThat(servers.text(server, target, name, "evil")).contains("evil");
      assertThat(servers.text(server, target)).as(name).doesNotContain("evil");
      assertThat(servers.text(server, target)).as("and it is stored").startsWith("page 2");
    }
    assertThat(servers.text(server, "/reflects/f", "Forwarded", "host=evil")).contains("evil");
    assertThat(servers.text(server, "/reflects/f")).doesNotContain("evil");
  }

  @ParameterizedTest
  @EnumSource
  void what_means_another_method_or_has_a_body_is_neither_served_nor_stored(ServerKind server)
      throws Exception {
    for (String name :
        List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "Content-Length")) {
      String target = "/page/" + name;
      boolean body = name.equals("Content-Length");
      if (body) {
        String head = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        servers.running(server).exchange(head + "Content-Length: 4\r\n\r\nevil");
      } else {
        servers.text(server, target, name, "DELETE");
      }
      assertThat(servers.text(server, target)).as(name).isEqualTo("page 2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_cookie_forbids_to_guess(ServerKind server) {
    assertThat(servers.text(server, "/modified/a", "Cookie", "user=alice")).isEqualTo("page 1");
    assertThat(servers.text(server, "/modified/a")).isEqualTo("page 2");
    assertThat(servers.text(server, "/modified/a")).isEqualTo("page 2");
    assertThat(servers.text(server, "/modified/a", "Cookie", "user=bob")).isEqualTo("page 3");
  }

  // Key confusion and deception

  @ParameterizedTest
  @EnumSource
  void each_spelling_of_a_target_gets_its_own_answer(ServerKind server) {
    List<String> spellings =
        List.of(
            "/reflects/d",
            "/reflects/d/x.css",
            "/reflects/d;x.css",
            "/reflects/d;x=1",
            "/reflects/d%3bx.css",
            "/reflects/d%2fx.css",
            "/reflects/%2e%2e/reflects/d",
            "/reflects//d",
            "/reflects/d%00",
            "/reflects/D",
            "/reflects/./d",
            "/reflects/d/",
            "/reflects/%64",
            "/reflects/d%0a",
            "/reflects/d?",
            "/reflects/d?a=1&a=2",
            "/reflects/d?a=2&a=1",
            "/reflects/d?a=1%26a=2",
            "/reflects/d?utm_source=evil",
            "/reflects/d?%61=1&a=2",
            "/reflects/d?a=1;a=2");
    int accepted = 0;
    for (String target : spellings) {
      RawAnswer answer = servers.ask(server, "GET", target);
      if (answer.status() != 200) {
        continue;
      }
      accepted++;
      int mark = target.indexOf('?');
      String uri = mark < 0 ? target : target.substring(0, mark);
      String query = mark < 0 ? "null" : target.substring(mark + 1);
      assertThat(text(answer)).as(target).endsWith(query + " " + uri);
      assertThat(servers.text(server, target)).isEqualTo(text(answer));
    }
    assertThat(accepted).isGreaterThan(10);
  }

  @ParameterizedTest
  @EnumSource
  void a_HEAD_fills_nothing_and_is_filled_by_a_GET(ServerKind server) {
    assertThat(servers.ask(server, "HEAD", "/page/head").body()).isEmpty();
    assertThat(servers.text(server, "/page/head")).isEqualTo("page 2");
    RawAnswer head = servers.ask(server, "HEAD", "/page/head");
    assertThat(head.body()).isEmpty();
    assertThat(field(head, "Content-Length")).isEqualTo("6");
    assertThat(field(head, "Age")).isNotEmpty();
  }

  // Leaks

  @ParameterizedTest
  @EnumSource
  void what_is_for_one_client_is_given_to_no_other(ServerKind server) {
    for (String kind :
        List.of("/cookie", "/session", "/session/x.css", "/session-in-link", "/nonce")) {
      RawAnswer one = servers.ask(server, "GET", kind + "/leak");
      RawAnswer other = servers.ask(server, "GET", kind + "/leak");
      assertThat(field(other, "Age")).as(kind).isEmpty();
      if (!kind.equals("/nonce")) {
        assertThat(field(one, "Set-Cookie")).as(kind).isNotEmpty();
        assertThat(field(other, "Set-Cookie")).isNotEqualTo(field(one, "Set-Cookie"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_page_of_a_session_that_has_begun_before_is_not_shared(ServerKind server) {
    RawAnswer login = servers.ask(server, "GET", "/session/login");
    String cookie = field(login, "Set-Cookie").split(";", 2)[0];
    assertThat(servers.text(server, "/page/s", "Cookie", cookie)).isEqualTo("page 1");
    assertThat(servers.text(server, "/page/s")).isEqualTo("page 2");
    assertThat(servers.text(server, "/page/s", "Cookie", cookie)).isEqualTo("page 3");
  }

  @ParameterizedTest
  @EnumSource
  void who_is_known_by_means_of_the_applications_own_is_left_out(ServerKind server) {
    int count = 0;
    for (String[] sign :
        new String[][] {
          {"Cookie", "PHPSESSID=1"}, {"Cookie", "a=b; access_token=1"}, {"X-API-Key", "1"}
        }) {
      assertThat(servers.text(server, "/page/k", sign)).isEqualTo("page " + ++count);
    }
    assertThat(servers.text(server, "/page/k")).isEqualTo("page 4");
    assertThat(servers.text(server, "/page/k", "X-API-Key", "1")).isEqualTo("page 5");
    assertThat(servers.text(server, "/page/k", "Cookie", "lang=de")).isEqualTo("page 4");
  }

  @ParameterizedTest
  @EnumSource
  void a_public_page_is_shared_without_its_cookie(ServerKind server) {
    assertThat(field(servers.ask(server, "GET", "/public-cookie"), "Set-Cookie")).isNotEmpty();
    RawAnswer hit = servers.ask(server, "GET", "/public-cookie");
    assertThat(text(hit)).isEqualTo("page 1");
    assertThat(field(hit, "Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void who_is_behind_a_check_of_the_application_is_not_seen_by_others(ServerKind server) {
    assertThat(servers.text(server, "/guarded", "Authorization", "Bearer x")).isEqualTo("secret 1");
    assertThat(servers.ask(server, "GET", "/guarded").status()).isEqualTo(401);
    assertThat(servers.text(server, "/guarded", "Authorization", "Bearer x")).isEqualTo("secret 3");
  }

  // Denial by poisoning

  @ParameterizedTest
  @EnumSource
  void no_error_is_stored_of_which_nothing_says_how_long_it_holds(ServerKind server) {
    for (int status : new int[] {400, 403, 404, 405, 413, 431, 500, 502, 503}) {
      String target = "/status/x?s=" + status;
      assertThat(servers.ask(server, "GET", target).status()).isEqualTo(status);
      assertThat(field(servers.ask(server, "GET", target), "Age")).as(target).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nor_one_that_an_odd_request_may_have_provoked(ServerKind server) {
    for (int status : new int[] {400, 403, 406, 413, 431, 500, 502, 503}) {
      String target = "/failed/x?s=" + status;
      assertThat(servers.ask(server, "GET", target).status()).isEqualTo(status);
      assertThat(field(servers.ask(server, "GET", target), "Age")).as(target).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_empty_body_that_ends_early_is_not_stored(ServerKind server) throws Exception {
    for (int i = 1; i <= 2; i++) {
      servers
          .running(server)
          .exchange("GET /short/empty HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      int count = i;
      await().until(() -> servers.pages(server).count("/short/empty") == count);
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_containers_refusal_of_an_odd_request_is_not_stored(ServerKind server) {
    // Undertow takes a whole MiB.
    assumeThat(server).isNotEqualTo(ServerKind.UNDERTOW);
    String huge = "x".repeat(9_000);
    assertThat(servers.ask(server, "GET", "/page/odd", "X-Huge", huge).status()).isNotEqualTo(200);
    assertThat(servers.text(server, "/page/odd")).isEqualTo("page 1");
  }

  @ParameterizedTest
  @EnumSource
  void a_part_is_not_stored_as_the_whole(ServerKind server) {
    assertThat(servers.ask(server, "GET", "/part", "Range", "bytes=0-3").status()).isEqualTo(206);
    assertThat(field(servers.ask(server, "GET", "/part"), "Age")).isEmpty();
    assertThat(servers.pages(server).count("/part")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void what_did_not_come_to_its_end_is_not_stored(ServerKind server) throws Exception {
    for (String path : List.of("/short", "/throws-late")) {
      for (int i = 1; i <= 2; i++) {
        try {
          servers
              .running(server)
              .exchange(
                  "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        } catch (IOException e) {
          // Some containers reset the connection.
          assertThat(e).isNotNull();
        }
        int count = i;
        await().until(() -> servers.pages(server).count(path) == count);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_is_zipped_is_not_given_to_who_does_not_take_it(ServerKind server) {
    RawAnswer zipped = servers.ask(server, "GET", "/gzip", "Accept-Encoding", "gzip");
    assertThat(field(zipped, "Content-Encoding")).isEqualTo("gzip");
    assertThat(servers.text(server, "/gzip")).isEqualTo("page 2");
  }

  // Coalescing

  @ParameterizedTest
  @EnumSource
  void many_at_once_cause_one_execution(ServerKind server) {
    Pages pages = servers.pages(server);
    pages.gate = new CountDownLatch(1);
    List<CompletableFuture<String>> answers = askMany(server, "/held-shared");
    await().until(() -> pages.count("/held-shared") == 1);
    pages.gate.countDown();
    answers.forEach(answer -> assertThat(answer.join()).isEqualTo("page 1"));
    assertThat(pages.count("/held-shared")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void nobody_is_handed_the_private_answer_to_another(ServerKind server) {
    Pages pages = servers.pages(server);
    pages.gate = new CountDownLatch(1);
    List<CompletableFuture<String>> answers = askMany(server, "/held-private");
    await().until(() -> pages.count("/held-private") >= 1);
    pages.gate.countDown();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < answers.size(); i++) {
      String text = answers.get(i).join();
      assertThat(text).endsWith(" of user" + i);
      seen.add(text);
    }
    assertThat(seen).hasSize(answers.size());
  }

  private static List<CompletableFuture<String>> askMany(ServerKind server, String path) {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(
          servers.running(server).begin(path, "X-User", "user" + i).thenApply(a -> a.body()));
    }
    return answers;
  }

  @ParameterizedTest
  @EnumSource
  void a_leader_that_disconnects_leaves_nothing_partial_and_blocks_nobody(ServerKind server)
      throws Exception {
    Pages pages = servers.pages(server);
    pages.gate = new CountDownLatch(1);
    try (Socket leader =
        servers.running(server).send("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      await().until(() -> pages.count("/held") == 1);
      assertThat(leader.getInputStream().read()).isPositive();
      leader.setSoLinger(true, 0);
    }
    CompletableFuture<String> waiting =
        servers.running(server).begin("/held").thenApply(a -> a.body());
    pages.gate.countDown();
    assertThat(waiting.join()).matches("page \\d whole");
  }

  // Resources and the store

  @ParameterizedTest
  @EnumSource
  void a_body_beyond_the_cap_is_passed_on_and_not_kept(ServerKind server) throws Exception {
    for (int i = 1; i <= 2; i++) {
      assertThat(servers.running(server).drain("/large")).isEqualTo(17 * 65_536);
      assertThat(servers.pages(server).count("/large")).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobody_purges_by_request_unless_that_is_switched_on(ServerKind server) {
    servers.text(server, "/page/purged");
    servers.text(server, "/page/other");
    servers.ask(server, "PURGE", "/page/other", "Purge-Scope", "everything");
    assertThat(servers.text(server, "/page/purged")).isEqualTo("page 1");
  }
}
