package io.buttress.benchmarks;

import io.buttress.servlet.ResponseCacheFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import redis.clients.jedis.RedisClient;

/** A Tomcat with one servlet that answers with so many bytes, behind what is measured. */
public final class CacheServer {
  private CacheServer() {}

  /** Arguments: what is measured; the port; the URI of a Redis; the length of the body. */
  public static void main(String[] args) throws Exception {
    Kind kind = Kind.valueOf(args[0]);
    byte[] body = "x".repeat(Integer.parseInt(args[3])).getBytes(StandardCharsets.US_ASCII);
    System.setProperty("buttress.redis.uri", args[2]);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("cache-server").toString());
    tomcat.setPort(Integer.parseInt(args[1]));
    tomcat.getConnector().setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    Context context = tomcat.addContext("", null);
    HttpServlet servlet =
        kind == Kind.JEDIS ? new FromRedis(URI.create(args[2]), body) : new Constant(body);
    Tomcat.addServlet(context, "servlet", servlet);
    context.addServletMappingDecoded("/*", "servlet");
    kind.filter(context);
    tomcat.start();
    System.out.println("started");
    // Whoever has started this ends it, and is noticed when gone.
    while (System.in.read() >= 0) {}
    System.exit(0);
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

    private void filter(Context context) {
      FilterDef filter = new FilterDef();
      filter.setFilterName("cache");
      if (this == HTTP_COMPONENTS) {
        filter.setFilter(new HttpComponentsFilter());
      } else if (!settings().isEmpty()) {
        filter.setFilter(new ResponseCacheFilter());
        settings().forEach(filter::addInitParameter);
      } else {
        return;
      }
      context.addFilterDef(filter);
      FilterMap map = new FilterMap();
      map.setFilterName("cache");
      map.addURLPattern("/*");
      context.addFilterMap(map);
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
