package io.buttress.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/**
 * Asks Redis once for each request, in the plainest way: what it takes is what a trip to Redis
 * takes, whoever makes it.
 */
public final class OneGetFilter implements Filter {
  private static final int CONNECTIONS = 64;

  private @Nullable RedisClient redis;

  @Override
  public void init(FilterConfig config) {
    URI uri = URI.create(System.getenv("BUTTRESS_REDIS_URI"));
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(CONNECTIONS);
    pool.setMaxIdle(CONNECTIONS);
    redis =
        RedisClient.builder().hostAndPort(uri.getHost(), uri.getPort()).poolConfig(pool).build();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (redis != null) {
      request.setAttribute("got", redis.get(request.getRemoteAddr()));
    }
    chain.doFilter(request, response);
  }

  @Override
  public void destroy() {
    if (redis != null) {
      redis.close();
    }
  }
}
