package io.buttress.benchmarks;

import io.buttress.servlet.IdempotencyFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.metadata.RedisMetadataStore;
import org.springframework.integration.selector.MetadataStoreSelector;
import org.springframework.messaging.support.GenericMessage;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** A Tomcat with one servlet that answers a POST with 1 KiB, and what makes it happen once. */
public final class IdempotencyServer {
  private static final byte[] ANSWER =
      "{\"id\":1}".concat(" ".repeat(1016)).getBytes(StandardCharsets.US_ASCII);
  private static final long LEASE_MILLIS = 30_000;
  private static final long TTL_MILLIS = 86_400_000;

  private IdempotencyServer() {}

  /** Arguments: the port; what is measured; the URI of a Redis. */
  public static void main(String[] args) throws Exception {
    Kind kind = Kind.valueOf(args[1]);
    URI redis = URI.create(args[2]);
    System.setProperty("buttress.redis.uri", args[2]);
    // A machine that is busy with something else is no reason to refuse anybody here.
    System.setProperty("buttress.redis.read-timeout", "5s");
    int port = Integer.parseInt(args[0]);
    if (kind == Kind.BUTTRESS) {
      OneServlet.serve(port, new Application(), new IdempotencyFilter(), Map.of("all.paths", "/*"));
    } else {
      OneServlet.serve(port, kind.servlet(redis), null, Map.of());
    }
  }

  /** Who sees to it. */
  enum Kind {
    /** Nobody. */
    BARE,
    BUTTRESS,
    /** SET NX before, and SET afterwards. */
    TWO_JEDIS_CALLS,
    /** The answer is there. */
    ONE_JEDIS_GET,
    /** Spring Integration's idempotent receiver, which notes keys, but no answers. */
    SPRING_INTEGRATION;

    private HttpServlet servlet(URI redis) {
      return switch (this) {
        case BARE, BUTTRESS -> new Application();
        case TWO_JEDIS_CALLS -> new TwoCalls(client(redis));
        case ONE_JEDIS_GET -> new OneGet(client(redis));
        case SPRING_INTEGRATION -> new Spring(redis);
      };
    }

    /** As many connections as there are clients: nobody waits for one. */
    private static RedisClient client(URI redis) {
      ConnectionPoolConfig pool = new ConnectionPoolConfig();
      pool.setMaxTotal(IdempotencyBenchmark.CLIENTS);
      pool.setMaxIdle(IdempotencyBenchmark.CLIENTS);
      return RedisClient.builder()
          .hostAndPort(redis.getHost(), redis.getPort())
          .poolConfig(pool)
          .build();
    }
  }

  /** Reads what it is sent, and answers. */
  private static class Application extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(HttpServletResponse.SC_OK);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] unused = request.getInputStream().readAllBytes();
      send(ANSWER, response);
    }

    static void send(byte[] body, HttpServletResponse response) throws IOException {
      response.setContentType("application/json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }

    static String key(HttpServletRequest request) {
      return request.getHeader("Idempotency-Key");
    }
  }

  /** What one would write in an hour: no fence, no fingerprint, no renewal. */
  private static final class TwoCalls extends Application {
    private static final long serialVersionUID = 1L;
    private final transient RedisClient redis;

    TwoCalls(RedisClient redis) {
      this.redis = redis;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String key = key(request);
      if (redis.set(key, "claimed", SetParams.setParams().nx().px(LEASE_MILLIS)) == null) {
        response.setStatus(HttpServletResponse.SC_CONFLICT);
        return;
      }
      super.doPost(request, response);
      String unused =
          redis.set(
              key.getBytes(StandardCharsets.US_ASCII),
              ANSWER,
              SetParams.setParams().px(TTL_MILLIS));
    }
  }

  /** A look-up that finds the answer. */
  private static final class OneGet extends Application {
    private static final long serialVersionUID = 1L;
    private final transient RedisClient redis;

    OneGet(RedisClient redis) {
      this.redis = redis;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] unused = request.getInputStream().readAllBytes();
      send(redis.get(key(request).getBytes(StandardCharsets.US_ASCII)), response);
    }
  }

  /** A repeated request would be dropped; here it is answered, so that it can be compared. */
  private static final class Spring extends Application {
    private static final long serialVersionUID = 1L;
    private final transient MetadataStoreSelector selector;

    Spring(URI redis) {
      LettuceConnectionFactory connections =
          new LettuceConnectionFactory(redis.getHost(), redis.getPort());
      connections.afterPropertiesSet();
      connections.start();
      selector =
          new MetadataStoreSelector(
              message -> String.valueOf(message.getPayload()),
              new RedisMetadataStore(connections, "benchmark"));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      boolean unused = selector.accept(new GenericMessage<>(key(request)));
      super.doPost(request, response);
    }
  }
}
