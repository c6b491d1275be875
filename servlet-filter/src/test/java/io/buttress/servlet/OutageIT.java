package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.buttress.Buttress;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.redis.RedisConnection;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Redis goes and comes back under load, with the default settings, seen from a client and measured
 * in the server: from the filter ahead of the limiter to the servlet behind it. What a busy machine
 * adds by chance is told from what the limiter does by measuring again, a few times at most.
 */
class OutageIT {
  private static final int THREADS = 8;
  private static final int REQUESTS_A_THREAD = 40;
  private static final int REQUESTS_WITHOUT_REDIS = 400;
  private static final int TRIES = 5;
  private static final int QUOTA = 5;
  // The default read timeout and the 50 ms that are granted on top of it.
  private static final Duration LONGEST = Duration.ofMillis(250 + 50);
  private static final Duration NOTICEABLE = Duration.ofMillis(50);
  private static final Duration WITHOUT_REDIS = Duration.ofMillis(1);

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Queue<Duration> delays = new ConcurrentLinkedQueue<>();
  private final AtomicInteger clients = new AtomicInteger();

  /** What happens to Redis. */
  enum Outage {
    HUNG,
    KILLED;

    void begin(EmbeddedRedis redis) {
      if (this == HUNG) {
        redis.hang();
      } else {
        redis.kill();
      }
    }

    void end(EmbeddedRedis redis) {
      if (this == HUNG) {
        redis.resume();
      } else {
        redis.restart();
      }
    }
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    System.clearProperty("buttress.redis.uri");
  }

  @ParameterizedTest
  @EnumSource
  void no_request_fails_or_waits_for_long_and_limits_hold(Outage outage) throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      System.setProperty("buttress.redis.uri", redis.uri());
      try (RunningApp app = app()) {
        RedisConnection connection = Buttress.current().flatMap(Buttress::redis).orElseThrow();
        List<String> tries = new ArrayList<>();
        String broken = "at first";
        while (!broken.isEmpty() && tries.size() < TRIES) {
          // Only now is everything as in a server that runs for a while.
          askTogether(app);
          outage.begin(redis);
          delays.clear();
          askTogether(app);
          broken = brokenBy(delays, LONGEST, 0) + brokenBy(delays, NOTICEABLE, THREADS);
          assertThat(connection.isOut()).isTrue();
          delays.clear();
          IntStream.range(0, REQUESTS_WITHOUT_REDIS).forEach(i -> ask(app));
          broken += brokenBy(delays, WITHOUT_REDIS, REQUESTS_WITHOUT_REDIS / 100);
          assertThatTheLimitHolds(app);
          outage.end(redis);
          broken += brokenBy(List.of(untilShared(app, redis)), Duration.ofSeconds(1), 0);
          tries.add(broken);
        }
        assertThat(tries).last().as("%s", tries).isEqualTo("");
      }
    }
  }

  private RunningApp app() throws Exception {
    Filter ahead =
        (request, response, chain) -> {
          request.setAttribute("from", System.nanoTime());
          chain.doFilter(request, response);
        };
    return WebApp.of(new Arrived(delays))
        .ahead(ahead)
        .limited("all.paths", "/*")
        .limited("all.limits", "1000000/1h")
        .limited("few.paths", "/few")
        .limited("few.key", "header:X-Client")
        .limited("few.limits", QUOTA + "/1h")
        .on(ServerKind.TOMCAT);
  }

  /** Notes how long the limiter took. */
  private static final class Arrived extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Queue<Duration> delays;

    Arrived(Queue<Duration> delays) {
      this.delays = delays;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      long from = (Long) request.getAttribute("from");
      delays.add(Duration.ofNanos(System.nanoTime() - from));
      response.getWriter().write("here");
    }
  }

  private void askTogether(RunningApp app) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      all.add(threads.submit(() -> IntStream.range(0, REQUESTS_A_THREAD).forEach(j -> ask(app))));
    }
    for (Future<?> each : all) {
      Object unused = each.get();
    }
  }

  private static void ask(RunningApp app) {
    assertThat(app.get("/").statusCode()).isEqualTo(200);
  }

  private static String brokenBy(Iterable<Duration> durations, Duration longest, int allowed) {
    List<Duration> longer = new ArrayList<>();
    for (Duration each : durations) {
      if (each.compareTo(longest) > 0) {
        longer.add(each);
      }
    }
    return longer.size() <= allowed ? "" : longer + " > " + longest + "; ";
  }

  private void assertThatTheLimitHolds(RunningApp app) {
    String client = "client-" + clients.incrementAndGet();
    List<Integer> statuses =
        IntStream.range(0, 2 * QUOTA)
            .mapToObj(i -> app.get("/few", "X-Client", client))
            .map(HttpResponse::statusCode)
            .toList();
    assertThat(statuses.subList(0, QUOTA)).containsOnly(200);
    assertThat(statuses.subList(QUOTA, 2 * QUOTA)).containsOnly(429);
  }

  /** From now until Redis counts a request. */
  private Duration untilShared(RunningApp app, EmbeddedRedis redis) {
    long start = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              String client = "client-" + clients.incrementAndGet();
              assertThat(app.get("/few", "X-Client", client).statusCode()).isEqualTo(200);
              return redis.command("EXISTS", "bt:{few:" + client + "}").equals("1");
            });
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
