package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.servlet.app.Exchanges;
import io.buttress.servlet.app.Repertoire;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The filter on everything, with a fresh key for every request, is not to be seen: what a server
 * sends is the same byte for byte.
 */
class IdempotencyTransparencyIT {
  private static final String MAY_DIFFER =
      "idempotency-replayed|date|content-length|transfer-encoding|set-cookie|x-.*";

  /** Gives each request a key. */
  private record Keys(Function<HttpServletRequest, String> source) implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String key = source.apply((HttpServletRequest) request);
      chain.doFilter(
          new HttpServletRequestWrapper((HttpServletRequest) request) {
            @Override
            public Enumeration<String> getHeaders(String name) {
              return name.equalsIgnoreCase("Idempotency-Key")
                  ? Collections.enumeration(List.of(key))
                  : super.getHeaders(name);
            }
          },
          response);
    }

    @Override
    public String toString() {
      return "keys";
    }
  }

  private static WebApp keyed(Function<HttpServletRequest, String> keys) {
    return WebApp.of(new Repertoire())
        .ahead(new Keys(keys))
        .with(IdempotencyFilter.class, "all.paths", "/*")
        .with(IdempotencyFilter.class, "all.methods", "GET, HEAD, POST");
  }

  @ParameterizedTest
  @EnumSource
  void not_a_byte_differs(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, WebApp.of(new Repertoire()));
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      System.setProperty("buttress.redis.uri", redis.uri());
      WebApp keyed = keyed(request -> UUID.randomUUID().toString());
      Map<String, String> recorded = Exchanges.record(server, keyed);
      assertThat(Long.parseLong(redis.command("DBSIZE"))).isGreaterThan(20);
      assertThat(recorded.keySet()).isEqualTo(bare.keySet());
      bare.forEach((path, answer) -> assertThat(recorded.get(path)).as(path).isEqualTo(answer));
    } finally {
      System.clearProperty("buttress.redis.uri");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_retry_gets_what_it_would_get_anew(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, WebApp.of(new Repertoire()), 2, MAY_DIFFER);
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      System.setProperty("buttress.redis.uri", redis.uri());
      WebApp keyed =
          keyed(request -> request.getMethod() + request.getRequestURI())
              .with(IdempotencyFilter.class, "all.max-response", "1MiB");
      Map<String, String> recorded = Exchanges.record(server, keyed, 2, MAY_DIFFER);
      recorded.values().removeIf(answer -> answer.startsWith("409 "));
      // The container renders the error page anew, and not in the charset of a writer in use.
      recorded.keySet().removeIf(path -> path.matches(".* /(forward-wrapped|error-behind).*"));
      bare.keySet().removeIf(path -> path.matches(".* /(forward-wrapped|error-behind).*"));
      assertThat(recorded).hasSizeGreaterThan(bare.size() * 9 / 10);
      recorded.forEach((path, answer) -> assertThat(answer).as(path).isEqualTo(bare.get(path)));
    } finally {
      System.clearProperty("buttress.redis.uri");
    }
  }
}
