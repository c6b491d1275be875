package io.buttress.benchmarks;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.benchmarks.Contender.Scenario;
import io.buttress.embedded.EmbeddedRedis;
import io.buttress.ratelimit.RateLimiter;
import io.buttress.telemetry.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;

/**
 * {@code ./benchmarks/run rate-limit}: everybody in one process against one Redis, in rounds that
 * take turns, so that what disturbs the machine disturbs all of them.
 */
public final class RateLimitBenchmark {
  /** Held, as a logger's level goes with the logger. */
  private static final Logger LETTUCE = Logger.getLogger("io.lettuce");

  private static final int KEYS = Scenario.KEYS.keys;
  private static final int POOL = 64;
  private static final int COMPARED = 32;
  private static final long PLENTY = 1_000_000_000;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final String GCRA =
      """
      local time = redis.call('TIME')
      local now = time[1] * 1000000 + time[2]
      local used = math.max((tonumber(redis.call('GET', KEYS[1])) or 0) - now, 0) + ARGV[1]
      if used > tonumber(ARGV[2]) then
        return -used
      end
      redis.call('SET', KEYS[1], now + used, 'PX', math.ceil(used / 1000))
      return used
      """;

  private final EmbeddedRedis redis;
  private final Buttress buttress;
  private final List<Contender> contenders = new ArrayList<>();
  private final Results results = new Results();

  private RateLimitBenchmark(EmbeddedRedis redis) {
    this.redis = redis;
    System.setProperty("buttress.redis.uri", redis.uri());
    System.setProperty("buttress.rate-limit.keys.limits", PLENTY + "/1h");
    System.setProperty("buttress.rate-limit.one.limits", PLENTY + "/1h");
    System.setProperty("buttress.rate-limit.few.limits", "100/1s");
    this.buttress =
        Buttress.acquire(Environment.of("benchmark", RateLimitBenchmark.class.getClassLoader()));
  }

  /** Arguments: the build folder of the peers; {@code --quick} for fewer and shorter rounds. */
  public static void main(String[] args) throws Exception {
    // Its complaints when Redis ends would stand below the figures.
    LETTUCE.setLevel(Level.OFF);
    // Some peers leave threads behind.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          System.exit(1);
        });
    boolean quick = args.length > 1 && args[1].equals("--quick");
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      RateLimitBenchmark benchmark = new RateLimitBenchmark(redis);
      benchmark.addAll(new PeerJars(Path.of(args[0])));
      benchmark.measure(quick ? 2 : 5, Duration.ofMillis(quick ? 250 : 600));
      Duration oneThread = Duration.ofSeconds(quick ? 4 : 10);
      double overEvalsha =
          OneThread.over(benchmark.find("buttress"), benchmark.find("raw-gcra-evalsha"), oneThread);
      benchmark.results.print(System.out);
      benchmark.checkShared();
      benchmark.printFigures(overEvalsha);
    }
    System.exit(0);
  }

  private void addAll(PeerJars peers) throws ReflectiveOperationException {
    addRaw();
    addButtress();
    int port = redis.port();
    peers
        .shared(port, KEYS, PLENTY, HOUR_MILLIS)
        .forEach((name, call) -> add(Scenario.KEYS, name, call));
    peers
        .shared(port, 1, PLENTY, HOUR_MILLIS)
        .forEach((name, call) -> add(Scenario.ADMITTED, name, call));
    peers.shared(port, 1, 100, 1_000).forEach((name, call) -> add(Scenario.DENIED, name, call));
    peers.local().forEach((name, call) -> add(Scenario.LOCAL, name, call));
  }

  private void add(Scenario scenario, String name, IntConsumer call) {
    contenders.add(new Contender(scenario, name, call));
  }

  private void addRaw() {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(POOL);
    pool.setMaxIdle(POOL);
    RedisClient jedis =
        RedisClient.builder().hostAndPort("127.0.0.1", redis.port()).poolConfig(pool).build();
    String sha = jedis.scriptLoad(GCRA);
    String[] names = names("raw:");
    List<String> plenty = List.of("4", "3600000000");
    add(
        Scenario.KEYS,
        "raw-get",
        key -> {
          String unused = jedis.get(names[key]);
        });
    add(
        Scenario.KEYS,
        "raw-gcra-evalsha",
        key -> {
          Object unused = jedis.evalsha(sha, List.of(names[key]), plenty);
        });
    add(
        Scenario.ADMITTED,
        "raw-gcra-evalsha",
        key -> {
          Object unused = jedis.evalsha(sha, List.of("raw:one"), plenty);
        });
  }

  /** As an application would use it: by the API, with all that is around the script. */
  private void addButtress() {
    String[] names = names("");
    RateLimiter keys = buttress.rateLimiter("keys");
    RateLimiter one = buttress.rateLimiter("one");
    RateLimiter few = buttress.rateLimiter("few");
    add(Scenario.KEYS, "buttress", key -> keys.tryAcquire(names[key]));
    add(Scenario.ADMITTED, "buttress", key -> one.tryAcquire("198.51.100.17"));
    add(Scenario.DENIED, "buttress", key -> few.tryAcquire("198.51.100.17"));
    add(Scenario.LOCAL, "buttress", LocalButtress.limiter());
  }

  private static String[] names(String prefix) {
    return IntStream.range(0, KEYS)
        .mapToObj(i -> prefix + "198.51." + i / 256 + "." + i % 256)
        .toArray(String[]::new);
  }

  private void measure(int rounds, Duration duration) throws InterruptedException {
    for (Contender contender : contenders) {
      Round unused = Round.of(contender, COMPARED, duration.multipliedBy(2), redis);
    }
    for (int round = 0; round < rounds; round++) {
      for (int threads : new int[] {1, 8, COMPARED, 64}) {
        for (Contender contender : contenders) {
          results.add(contender, threads, Round.of(contender, threads, duration, redis));
        }
      }
    }
  }

  private Contender find(String name) {
    return contenders.stream()
        .filter(one -> one.scenario() == Scenario.KEYS && one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What the node counted alone, as Redis was late, would pass for fast shared limits. */
  private void checkShared() {
    long all = 0;
    long alone = 0;
    for (Reading reading : buttress.telemetry().readings()) {
      if (reading.series().name().equals("rate-limit.decisions")) {
        String source = reading.series().labels().getOrDefault("source", "");
        all += reading.value();
        alone += source.equals("local") || source.equals("none") ? reading.value() : 0;
      }
    }
    System.out.printf("Buttress decided %,d times, %,d of them without Redis.%n", all, alone);
    if (alone > 0) {
      throw new IllegalStateException("not all of that was shared");
    }
  }

  private void printFigures(double overEvalsha) {
    String bucket4j = "bucket4j-jedis";
    figure("vs-bucket4j-jedis", ratio(Scenario.KEYS, bucket4j, Round::perSecond));
    figure("vs-raw-get", ratio(Scenario.KEYS, "raw-get", Round::perSecond));
    figure("p99-vs-raw-get", ratio(Scenario.KEYS, "raw-get", Round::p99));
    figure("denied-vs-bucket4j-jedis", ratio(Scenario.DENIED, bucket4j, Round::perSecond));
    figure("hot-admitted-vs-bucket4j-jedis", ratio(Scenario.ADMITTED, bucket4j, Round::perSecond));
    figure(
        "hot-admitted-vs-bucket4j-batching",
        ratio(Scenario.ADMITTED, "bucket4j-jedis-batching", Round::perSecond));
    figure("local-vs-resilience4j", ratio(Scenario.LOCAL, "resilience4j", Round::perSecond));
    figure("local-vs-guava", ratio(Scenario.LOCAL, "guava", Round::perSecond));
    figure("one-thread-over-evalsha-us", overEvalsha);
    figure("redis-cpu-us", results.median(Scenario.KEYS, "buttress", COMPARED, Round::redisCpu));
    // All of it at once: so the key lives for a second.
    buttress.rateLimiter("few").tryAcquire("203.0.113.177", 100);
    figure(
        "bytes-per-key",
        Double.parseDouble(redis.command("MEMORY", "USAGE", "bt:{few:203.0.113.177}")));
  }

  private double ratio(Scenario scenario, String other, ToDoubleFunction<Round> figure) {
    return results.median(scenario, "buttress", COMPARED, figure)
        / results.median(scenario, other, COMPARED, figure);
  }

  private static void figure(String name, double value) {
    System.out.printf(Locale.ROOT, "rate-limit.%s %.2f%n", name, value);
  }
}
