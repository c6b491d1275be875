package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.jaxrs.app.Market;
import io.buttress.jaxrs.app.Till;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import io.buttress.servlet.IdempotencyFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Resource methods under keys, behind filters of the servlet container. */
class IdempotentBehindFiltersIT {
  private static final String MARK = "Idempotency-Replayed";

  private EmbeddedRedis redis;

  @BeforeEach
  void start() {
    redis = EmbeddedRedis.start();
    Till.forget();
  }

  @AfterEach
  void stop() {
    redis.close();
  }

  private RestServer behind(Filter filter) {
    return Deployed.of(Market.class)
        .with(redis)
        .withProperty("buttress.idempotency.all.paths", "/api/*")
        .behind(filter)
        .start();
  }

  private static Client withKey(RestServer server) {
    return Client.of(server).with("Idempotency-Key", UUID.randomUUID().toString());
  }

  @Test
  void what_the_servlet_filter_has_taken_is_left_to_it() {
    try (RestServer filtered = behind(new IdempotencyFilter())) {
      Client client = withKey(filtered);
      assertThat(client.post("/till/text", "body").body()).isEqualTo("bodynumber 1");
      HttpResponse<String> retry = client.post("/till/text", "body");
      assertThat(retry.body()).isEqualTo("bodynumber 1");
      assertThat(retry.headers().firstValue(MARK)).contains("true");
      assertThat(redis.command("DBSIZE")).isEqualTo("1");
    }
  }

  /** Says that it encodes what is written behind it, for requests that want that. */
  private static final class Encoder extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(
          request,
          request.getHeader("Encode") == null
              ? response
              : new HttpServletResponseWrapper(response) {
                @Override
                public ServletOutputStream getOutputStream() throws IOException {
                  setHeader("Content-Encoding", "x-none");
                  return super.getOutputStream();
                }
              });
    }
  }

  @Test
  void how_a_filter_ahead_encodes_an_answer_is_not_replayed() {
    try (RestServer encoded = behind(new Encoder())) {
      Client client = withKey(encoded);
      HttpResponse<String> first = client.with("Encode", "yes").post("/till/text", "body");
      assertThat(first.headers().firstValue("Content-Encoding")).contains("x-none");
      HttpResponse<String> retry = client.post("/till/text", "body");
      assertThat(retry.headers().firstValue(MARK)).contains("true");
      assertThat(retry.headers().firstValue("Content-Encoding")).isEmpty();
    }
  }
}
