package com.example.bookshop.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.embedded.EmbeddedRedisException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Brings a killed Redis back on its port, when somebody posts to {@link #url}. */
final class RedisSwitch implements AutoCloseable {
  private final HttpServer http;
  private final EmbeddedRedis redis;

  private RedisSwitch(HttpServer http, EmbeddedRedis redis) {
    this.http = http;
    this.redis = redis;
  }

  static RedisSwitch of(EmbeddedRedis redis) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RedisSwitch itself = new RedisSwitch(http, redis);
    http.createContext("/redis", itself::restart);
    http.start();
    return itself;
  }

  String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/redis";
  }

  private void restart(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      answer(exchange, 405, "POST brings Redis back.");
      return;
    }
    try {
      redis.restart();
      answer(exchange, 200, "Redis is back. To kill it again: kill -9 " + redis.pid());
    } catch (EmbeddedRedisException e) {
      answer(exchange, 500, "Redis does not come back: " + e.getMessage());
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
