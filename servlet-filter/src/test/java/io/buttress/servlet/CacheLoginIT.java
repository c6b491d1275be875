package io.buttress.servlet;

import static io.buttress.servlet.CacheServers.field;
import static io.buttress.servlet.CacheServers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.buttress.servlet.app.RawAnswer;
import io.buttress.servlet.server.Login;
import io.buttress.servlet.server.ServerKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users whom the container knows: nobody ever gets a page of somebody else. */
class CacheLoginIT {
  private static final List<String> PAGES =
      List.of(
          "/mine/fresh",
          "/mine/quiet",
          "/mine/guessed",
          "/mine/account.css",
          "/mine/;x.css",
          "/open/fresh",
          "/open/guessed");

  private static CacheServers servers(Login login, String... settings) {
    return new CacheServers(
        app -> {
          for (int i = 0; i < settings.length; i += 2) {
            app.cached(settings[i], settings[i + 1]);
          }
          return app.behind(login);
        });
  }

  /** What a client sends once it is logged in. */
  private static String[] as(String user, Login login, CacheServers servers, ServerKind server) {
    if (login == Login.BASIC) {
      byte[] both = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
      return new String[] {"Authorization", "Basic " + Base64.getEncoder().encodeToString(both)};
    }
    String before = cookie(servers.ask(server, "GET", "/mine/quiet"), "");
    String form = "j_username=" + user + "&j_password=" + user;
    RawAnswer in =
        servers.send(
            server,
            "POST /j_security_check HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + ("Cookie: " + before + "\r\n")
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + ("Content-Length: " + form.length() + "\r\n\r\n" + form));
    return new String[] {"Cookie", cookie(in, before)};
  }

  private static String cookie(RawAnswer answer, String otherwise) {
    String set = field(answer, "Set-Cookie");
    return set.isEmpty() ? otherwise : set.split(";", 2)[0];
  }

  private static void seesNobodyElse(CacheServers servers, ServerKind server, Login login) {
    String[] alice = as("alice", login, servers, server);
    String[] bob = as("bob", login, servers, server);
    for (String page : PAGES) {
      for (int i = 0; i < 2; i++) {
        // Not each container looks who asks where nobody needs to log in.
        boolean asked = page.startsWith("/mine");
        String hers = servers.text(server, page, alice);
        assertThat(hers).as(page).contains(asked ? "of alice" : "page").doesNotContain("bob");
        String his = servers.text(server, page, bob);
        assertThat(his).as(page).contains(asked ? "of bob" : "page").doesNotContain("alice");
        assertThat(servers.text(server, page)).as(page).doesNotContain("alice", "bob");
      }
    }
    assertThat(field(servers.ask(server, "GET", "/open/fresh"), "Age"))
        .as("what nobody is named on is stored")
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TOMCAT, BASIC", "TOMCAT, FORM", "JETTY, BASIC", "JETTY, FORM"})
  void by_default_nobody_gets_the_page_of_another(ServerKind server, Login login) {
    assumeThat(server.isMeant()).isTrue();
    try (CacheServers servers = servers(login)) {
      seesNobodyElse(servers, server, login);
    }
  }

  @ParameterizedTest
  @CsvSource({"TOMCAT, BASIC", "TOMCAT, FORM", "JETTY, BASIC", "JETTY, FORM"})
  void nor_where_a_policy_grants_a_time_to_live_and_overrides_the_container(
      ServerKind server, Login login) {
    assumeThat(server.isMeant()).isTrue();
    try (CacheServers servers =
        servers(login, "all.paths", "/*", "all.ttl", "1m", "all.override-container", "true")) {
      seesNobodyElse(servers, server, login);
    }
  }

  @ParameterizedTest
  @CsvSource({"TOMCAT, BASIC", "TOMCAT, FORM", "JETTY, BASIC", "JETTY, FORM"})
  void each_gets_an_entry_of_ones_own_where_the_user_counts(ServerKind server, Login login) {
    assumeThat(server.isMeant()).isTrue();
    try (CacheServers servers =
        servers(
            login,
            "all.paths",
            "/*",
            "all.ttl",
            "1m",
            "all.override-container",
            "true",
            "all.vary-by",
            "user",
            "all.share-despite",
            "user, session, cookie, authorization")) {
      String[] alice = as("alice", login, servers, server);
      String[] bob = as("bob", login, servers, server);
      for (String page : PAGES.subList(0, 5)) {
        String hers = servers.text(server, page, alice);
        assertThat(hers).contains("of alice");
        assertThat(servers.text(server, page, bob)).contains("of bob");
        assertThat(servers.text(server, page, alice)).as("from the cache").isEqualTo(hers);
        assertThat(servers.text(server, page)).doesNotContain("alice", "bob");
      }
    }
  }

  /** The container's check comes first, so that a shared page is still for customers only. */
  @ParameterizedTest
  @CsvSource({"TOMCAT, BASIC", "TOMCAT, FORM", "JETTY, BASIC", "JETTY, FORM"})
  void a_page_that_is_the_same_for_all_customers_is_shared_only_if_all_that_is_named(
      ServerKind server, Login login) {
    assumeThat(server.isMeant()).isTrue();
    try (CacheServers servers =
        servers(
            login,
            "news.paths",
            "/mine/news/*",
            "news.ttl",
            "1m",
            "news.override-container",
            "true",
            "news.share-despite",
            "user, session, cookie, authorization")) {
      String[] alice = as("alice", login, servers, server);
      String[] bob = as("bob", login, servers, server);
      assertThat(servers.text(server, "/mine/news/quiet", alice)).isEqualTo("page 1 for all");
      assertThat(servers.text(server, "/mine/news/quiet", bob)).isEqualTo("page 1 for all");
      RawAnswer nobody = servers.ask(server, "GET", "/mine/news/quiet");
      assertThat(text(nobody)).doesNotContain("for all");
    }
  }
}
