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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The filter on everything, with a fresh key for every request, is not to be seen: what a server
 * sends is the same byte for byte.
 */
class IdempotencyTransparencyIT {
  /** Gives each request a key that nobody has used. */
  private static final class FreshKeys implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String key = UUID.randomUUID().toString();
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

  @ParameterizedTest
  @EnumSource
  void not_a_byte_differs(ServerKind server) throws Exception {
    Map<String, String> bare = Exchanges.record(server, WebApp.of(new Repertoire()));
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      System.setProperty("buttress.redis.uri", redis.uri());
      WebApp keyed =
          WebApp.of(new Repertoire())
              .ahead(new FreshKeys())
              .with(IdempotencyFilter.class, "all.paths", "/*")
              .with(IdempotencyFilter.class, "all.methods", "GET, HEAD, POST");
      Map<String, String> recorded = Exchanges.record(server, keyed);
      assertThat(Long.parseLong(redis.command("DBSIZE"))).isGreaterThan(20);
      assertThat(recorded.keySet()).isEqualTo(bare.keySet());
      bare.forEach((path, answer) -> assertThat(recorded.get(path)).as(path).isEqualTo(answer));
    } finally {
      System.clearProperty("buttress.redis.uri");
    }
  }
}
