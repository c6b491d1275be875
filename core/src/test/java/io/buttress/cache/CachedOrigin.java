package io.buttress.cache;

import io.buttress.cache.internal.LocalCacheStore;
import io.buttress.http.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** An application behind a cache, asked as an edge asks it; with a clock that a test moves. */
final class CachedOrigin {
  static final long NOW = Instant.parse("2026-11-21T08:00:00Z").toEpochMilli();

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(NOW));
  private final List<Runnable> refreshes = new ArrayList<>();
  final AtomicInteger executions = new AtomicInteger();
  final CacheStore store;
  final CachePolicy policy;
  final CacheEngine engine;
  volatile Application application;

  /** Whether the edge knows the whole body when it tells of the head. */
  volatile boolean knowsWhole;

  /** What is behind the cache. */
  interface Application {
    Answer answer(Asked asked);
  }

  /** A request as the application sees it. */
  record Asked(TestCall call, Map<String, List<String>> changed) {
    String header(String name) {
      List<String> values = changed.containsKey(name) ? changed.get(name) : call.headers(name);
      return values.isEmpty() ? "" : values.get(0);
    }
  }

  /** An answer of the application. */
  record Answer(int status, String body, FieldLines fields, Set<Identity> signs) {
    static Answer of(int status, String body, String... fields) {
      return new Answer(status, body, FieldLines.of(fields), Set.of());
    }
  }

  /** An answer as the client gets it. */
  record Got(int status, String body, FieldLines fields) {
    String field(String field) {
      return String.valueOf(fields.first(field));
    }
  }

  CachedOrigin(CachePolicy policy, Duration longestWait, Application application) {
    this(policy, longestWait, application, Optional.empty());
  }

  /**
   * @param shared keeps the responses; else this node alone does
   */
  CachedOrigin(
      CachePolicy policy,
      Duration longestWait,
      Application application,
      Optional<CacheStore> shared) {
    this.store = shared.orElseGet(() -> new LocalCacheStore(10 << 20, now::get));
    this.policy = policy;
    this.application = application;
    CacheSettings standard = CacheSettings.standard(policy.profile());
    CacheSettings settings =
        new CacheSettings(
            List.of(),
            Optional.of(policy),
            true,
            longestWait,
            standard.aloneFor(),
            2,
            standard.store(),
            Optional.empty());
    this.engine = new CacheEngine(settings, store, CacheListener.NONE);
  }

  static CachedOrigin of(Profile profile, Application application) {
    return new CachedOrigin(CachePolicy.standard(profile), Duration.ofSeconds(20), application);
  }

  /** An application that always answers so. */
  static CachedOrigin answering(Profile profile, String... fields) {
    CachedOrigin origin = of(profile, asked -> Answer.of(200, "", fields));
    origin.application = asked -> Answer.of(200, "answer " + origin.executions.get(), fields);
    return origin;
  }

  void pass(int seconds) {
    now.updateAndGet(before -> before.plusSeconds(seconds));
  }

  String text(String target) {
    return ask(TestCall.get(target)).body();
  }

  Got ask(TestCall call) {
    CacheDecision decision = engine.decide(call, policy);
    if (decision instanceof CacheDecision.Answer answer) {
      answer.refresh().ifPresent(exchange -> refreshes.add(() -> run(call, exchange)));
      return got(answer.reply());
    }
    if (decision instanceof CacheDecision.Ask ask) {
      return run(call, ask.exchange());
    }
    Answer own = execute(new Asked(call, Map.of()));
    if (decision instanceof CacheDecision.Watch watch) {
      watch.change().answered(own.status(), own.fields());
    }
    return new Got(own.status(), own.body(), own.fields());
  }

  /** Fetches anew what was to be fetched with nobody waiting; how many there were. */
  int refresh() {
    List<Runnable> due = List.copyOf(refreshes);
    refreshes.clear();
    due.forEach(Runnable::run);
    return due.size();
  }

  private Answer execute(Asked asked) {
    executions.incrementAndGet();
    return application.answer(asked);
  }

  private Got run(TestCall call, Exchange exchange) {
    Answer answer;
    try {
      answer = execute(new Asked(call, exchange.requestFields()));
    } catch (RuntimeException e) {
      return got(exchange.broken().orElseThrow(() -> e));
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> whole = Optional.of(body).filter(known -> knowsWhole);
    Head head = exchange.head(answer.status(), answer.fields(), answer.signs(), whole);
    if (head instanceof Head.Replace replace) {
      return got(replace.reply());
    }
    boolean kept = head instanceof Head.Capture;
    exchange.ended(kept ? Optional.of(body) : Optional.empty());
    List<Field> fields = new ArrayList<>(answer.fields().lines());
    fields.addAll(
        head instanceof Head.Capture capture ? capture.added() : ((Head.Pass) head).added());
    return new Got(answer.status(), answer.body(), new FieldLines(fields));
  }

  private static Got got(Reply reply) {
    String body =
        reply.withContent()
            ? new String(reply.body(), reply.offset(), reply.length(), StandardCharsets.UTF_8)
            : "";
    return new Got(reply.status(), body, reply.fields());
  }
}
