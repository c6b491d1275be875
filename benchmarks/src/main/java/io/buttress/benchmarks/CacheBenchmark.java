package io.buttress.benchmarks;

import io.buttress.benchmarks.CacheServer.Kind;
import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./benchmarks/run response-cache}: a servlet on Tomcat with 32 clients, bare, behind the
 * cache, and what one would use instead; each a process of its own, which all run all the time, in
 * rounds that take turns. Before that, what a decision takes in the core alone.
 */
public final class CacheBenchmark implements AutoCloseable {
  private static final int KIB = 1024;

  private final int size;
  private final String suffix;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Map<String, CacheColumn> columns = new LinkedHashMap<>();

  /** Arguments: unused; {@code --quick} for fewer and shorter rounds. */
  public static void main(String[] args) throws Exception {
    boolean quick = args.length > 1 && args[1].equals("--quick");
    StringBuilder figures = new StringBuilder(CacheDecisionBenchmark.run());
    for (int size : List.of(KIB, 32 * KIB)) {
      try (CacheBenchmark benchmark = new CacheBenchmark(size)) {
        benchmark.start();
        benchmark.measure(quick ? 3 : 7, Duration.ofSeconds(quick ? 2 : 4));
        figures.append(benchmark.figures());
      }
    }
    System.out.printf("%n%s", figures);
    System.exit(0);
  }

  private CacheBenchmark(int size) {
    this.size = size;
    this.suffix = size == KIB ? "" : "-" + size / KIB + "k";
  }

  private void start() throws IOException {
    EmbeddedRedis redis = opened(EmbeddedRedis.start());
    PageServer bare = tomcat(Kind.BARE, redis);
    PageServer near = tomcat(Kind.NEAR, redis);
    add("bare", bare, redis, PageRequests.forOne(bare.uri()));
    add("near-hit", near, redis, PageRequests.forOne(near.uri()));
    add("not-modified", near, redis, knowing(near.uri()));
    PageServer far = tomcat(Kind.REDIS, redis);
    add("redis-hit", far, redis, PageRequests.forOne(far.uri()));
    // Who wants the same page at the same time shares what is read: here hardly anybody does.
    add("redis-hit-1000-pages", far, redis, new PageRequests(far.uri(), "", 1_000));
    add("jedis-get", tomcat(Kind.JEDIS, redis), redis);
    // What nobody asks for again has a Redis of its own, to be emptied after each round.
    EmbeddedRedis other = opened(EmbeddedRedis.start());
    PageServer missing = tomcat(Kind.REDIS, other);
    add("miss", missing, other, new PageRequests(missing.uri(), "", PageRequests.ENDLESS));
    add("httpcomponents", tomcat(Kind.HTTP_COMPONENTS, redis), redis);
    addProxy("nginx", PageServer.nginx(bare), redis);
    addProxy("varnish", PageServer.varnish(bare), redis);
  }

  private PageServer tomcat(Kind kind, EmbeddedRedis redis) throws IOException {
    return opened(PageServer.tomcat(kind, redis, size));
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  /** Whoever has the page already. */
  private static PageRequests knowing(URI uri) throws IOException {
    HttpURLConnection first = (HttpURLConnection) uri.toURL().openConnection();
    String etag = String.valueOf(first.getHeaderField("ETag"));
    first.getInputStream().close();
    return new PageRequests(uri, "If-None-Match: " + etag, 1);
  }

  private void add(String name, PageServer server, EmbeddedRedis redis) {
    add(name, server, redis, PageRequests.forOne(server.uri()));
  }

  private void add(String name, PageServer server, EmbeddedRedis redis, PageRequests requests) {
    columns.put(name, new CacheColumn(name, server, redis, requests));
  }

  private void addProxy(String name, Optional<PageServer> server, EmbeddedRedis redis) {
    if (server.isPresent()) {
      add(name, opened(server.get()), redis);
    } else {
      System.out.println(name + " is not installed here, and is left out.");
    }
  }

  private void measure(int rounds, Duration duration) throws IOException, InterruptedException {
    // A server that is slow to warm up would pass for one that is slow.
    for (int i = 0; i < 2; i++) {
      for (CacheColumn column : columns.values()) {
        column.warmUp(duration.multipliedBy(2));
      }
    }
    for (int i = 0; i < rounds; i++) {
      for (CacheColumn column : columns.values()) {
        column.measure(duration);
      }
    }
    System.out.printf(
        "%n%d bytes                rps      p50      p99   server+redis CPU us/request%n", size);
    columns.values().forEach(column -> System.out.println(column.row()));
  }

  private String figures() {
    StringBuilder lines = new StringBuilder();
    columns.values().forEach(column -> lines.append(column.figures(suffix)).append('\n'));
    double over = cpu("near-hit") - cpu("bare");
    lines.append(figure("near-hit-us-over-bare", over));
    lines.append(ratio("near-hit", "bare"));
    lines.append(ratio("not-modified", "bare"));
    lines.append(ratio("miss", "bare"));
    lines.append(ratio("redis-hit", "bare-jedis-get"));
    lines.append(ratio("redis-hit-1000-pages", "bare-jedis-get"));
    lines.append(ratio("near-hit", "httpcomponents"));
    for (String proxy : List.of("nginx", "varnish")) {
      if (columns.containsKey(proxy)) {
        lines.append(ratio("near-hit", proxy));
      }
    }
    return lines.toString();
  }

  private String ratio(String name, String peer) {
    return figure(name + "-vs-" + peer, cpu(name) / cpu(peer.replace("bare-jedis", "jedis")));
  }

  private String figure(String name, double value) {
    return String.format(Locale.ROOT, "response-cache.%s%s %.2f%n", name, suffix, value);
  }

  private double cpu(String name) {
    CacheColumn column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException("not measured: " + name);
    }
    return column.cpu();
  }

  @Override
  public void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }
}
