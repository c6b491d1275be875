package io.buttress.servlet;

import static org.awaitility.Awaitility.await;

import io.buttress.embedded.EmbeddedRedis;
import io.buttress.servlet.app.Orders;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An application that takes keys, in each container, before one Redis. As an extension of a test
 * class it ends behind the last test, and before each of them the orders are forgotten.
 */
final class KeyedServers implements BeforeEachCallback, AfterAllCallback, AutoCloseable {
  static final String URI = "buttress.redis.uri";

  private final Supplier<WebApp> app;
  private final Map<ServerKind, RunningApp> running = new EnumMap<>(ServerKind.class);
  private final List<RunningApp> further = new ArrayList<>();
  private @Nullable EmbeddedRedis redis;

  KeyedServers(Supplier<WebApp> app) {
    this.app = app;
  }

  /** What is started from now on has that one. */
  static void use(EmbeddedRedis redis) {
    System.setProperty(URI, redis.uri());
  }

  /** Starts when it is asked for first. */
  EmbeddedRedis redis() {
    if (redis == null) {
      redis = EmbeddedRedis.start();
      use(redis);
    }
    return redis;
  }

  /** Each starts when it is asked for first. */
  RunningApp running(ServerKind kind) {
    // Not computeIfAbsent: that a run is not about this kind is told by an exception.
    RunningApp known = running.get(kind);
    if (known == null) {
      known = start(kind);
      running.put(kind, known);
    }
    return known;
  }

  /** One more node. */
  RunningApp another(ServerKind kind) {
    RunningApp node = start(kind);
    further.add(node);
    return node;
  }

  private RunningApp start(ServerKind kind) {
    redis();
    try {
      return app.get().on(kind);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static String key() {
    return UUID.randomUUID().toString();
  }

  /** What kind of problem an answer tells of. */
  static String type(HttpResponse<String> problem) {
    return problem.body().replaceFirst(".*\"type\":\"urn:buttress:idempotency:([^\"]+)\".*", "$1");
  }

  /** An answer may be with the client a little before it is stored. */
  static HttpResponse<String> answer(Supplier<HttpResponse<String>> request) {
    AtomicReference<HttpResponse<String>> last = new AtomicReference<>();
    await()
        .until(
            () -> {
              last.set(request.get());
              return last.get().headers().firstValue("Retry-After").isEmpty();
            });
    return last.get();
  }

  /** The same of a request as it is on the wire. */
  static String answer(RunningApp app, String request) {
    AtomicReference<String> last = new AtomicReference<>("");
    await()
        .until(
            () -> {
              last.set(app.exchange(request));
              return !last.get().contains("\r\nRetry-After: ");
            });
    return last.get();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Orders.forget();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    running.values().forEach(RunningApp::close);
    further.forEach(RunningApp::close);
    System.clearProperty(URI);
    if (redis != null) {
      redis.close();
    }
  }
}
