package io.buttress.benchmarks;

import io.buttress.servlet.ResponseCacheFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/** A Tomcat with one servlet that answers with so many bytes, behind what is measured. */
public final class CacheServer {
  private CacheServer() {}

  /** Arguments: the port; what is measured; the URI of a Redis; the length of the body. */
  public static void main(String[] args) throws Exception {
    Kind kind = Kind.valueOf(args[1]);
    byte[] body = "x".repeat(Integer.parseInt(args[3])).getBytes(StandardCharsets.US_ASCII);
    System.setProperty("buttress.redis.uri", args[2]);
    HttpServlet servlet =
        kind == Kind.JEDIS ? new FromRedis(URI.create(args[2]), body) : new Constant(body);
    OneServlet.serve(Integer.parseInt(args[0]), servlet, kind.filter(), kind.settings());
  }

  /** What stands in front of the servlet, or in it. */
  enum Kind {
    BARE,
    NEAR,
    REDIS,
    JEDIS,
    HTTP_COMPONENTS;

    private Map<String, String> settings() {
      return switch (this) {
        case NEAR -> Map.of("all.paths", "/*", "all.ttl", "1h", "near-ttl", "1h");
        case REDIS -> Map.of("all.paths", "/*", "all.ttl", "1h", "near-size", "0");
        default -> Map.of();
      };
    }

    private @Nullable Filter filter() {
      return switch (this) {
        case NEAR, REDIS -> new ResponseCacheFilter();
        case HTTP_COMPONENTS -> new HttpComponentsFilter();
        default -> null;
      };
    }
  }

  /** Answers with the same bytes. */
  private static final class Constant extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient byte[] body;

    Constant(byte[] body) {
      this.body = body;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      send(body, response);
    }
  }

  /** Answers with what one GET finds. */
  private static final class FromRedis extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final byte[] KEY = "benchmark:body".getBytes(StandardCharsets.US_ASCII);
    private final transient RedisClient redis;

    FromRedis(URI uri, byte[] body) {
      redis = RedisClient.builder().hostAndPort(uri.getHost(), uri.getPort()).build();
      var unused = redis.set(KEY, body);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      send(redis.get(KEY), response);
    }
  }

  private static void send(byte[] body, HttpServletResponse response) throws IOException {
    response.setContentType("text/plain");
    response.setHeader("Cache-Control", "max-age=" + Duration.ofHours(1).toSeconds());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
