package io.buttress.benchmarks;

import io.buttress.cache.CacheDecision;
import io.buttress.cache.CacheEngine;
import io.buttress.cache.CacheListener;
import io.buttress.cache.CachePolicy;
import io.buttress.cache.CacheSettings;
import io.buttress.cache.FieldLines;
import io.buttress.cache.Head;
import io.buttress.cache.Profile;
import io.buttress.cache.Reply;
import io.buttress.cache.internal.LocalCacheStore;
import io.buttress.http.Field;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What the core takes to decide on a hit in memory, from the request to the answer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CacheDecisionBenchmark {
  private static final FieldLines FIELDS =
      FieldLines.of(
          "Content-Type",
          "text/html;charset=UTF-8",
          "Cache-Control",
          "max-age=3600",
          "Date",
          DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
              .format(ZonedDateTime.now(ZoneOffset.UTC)));

  private final CachePolicy policy = CachePolicy.standard(Profile.SAFE);
  private final CacheEngine engine =
      new CacheEngine(
          CacheSettings.standard(Profile.SAFE),
          new LocalCacheStore(1 << 20, InstantSource.system()),
          CacheListener.NONE);
  private final BrowserRequest request = BrowserRequest.usual();
  private final BrowserRequest knowing;
  private final Reply returned;

  public CacheDecisionBenchmark() {
    CacheDecision.Ask ask = (CacheDecision.Ask) engine.decide(request, policy);
    Head unused = ask.exchange().head(200, FIELDS, Set.of());
    ask.exchange().ended(Optional.of(new byte[1024]));
    returned = ((CacheDecision.Answer) engine.decide(request, policy)).reply();
    knowing = BrowserRequest.with("If-None-Match", String.valueOf(returned.fields().first("ETag")));
  }

  /** A hit with all of the stored body. */
  @Benchmark
  public CacheDecision hit() {
    return engine.decide(request, policy);
  }

  /** One for a client that has the page already. */
  @Benchmark
  public CacheDecision known() {
    return engine.decide(knowing, policy);
  }

  /** The least that a hit can allocate: the answer itself, whose last two fields are new. */
  @Benchmark
  public CacheDecision answer() {
    List<Field> lines = returned.fields().lines();
    Field[] fields = lines.toArray(Field[]::new);
    for (int i = fields.length - 2; i < fields.length; i++) {
      fields[i] = new Field(fields[i].name(), fields[i].value().concat(" "));
    }
    Reply reply =
        new Reply(200, new FieldLines(List.of(fields)), returned.body(), 0, 1024, true, true);
    return new CacheDecision.Answer(reply, Optional.empty());
  }

  /** Runs it, and gives a line a figure. */
  static String run() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(CacheDecisionBenchmark.class.getName())
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    StringBuilder figures = new StringBuilder();
    for (RunResult result : results) {
      String name = result.getPrimaryResult().getLabel();
      double bytes =
          result.getSecondaryResults().values().stream()
              .filter(secondary -> secondary.getLabel().endsWith("gc.alloc.rate.norm"))
              .mapToDouble(Result::getScore)
              .findFirst()
              .orElseThrow();
      figures.append(
          String.format(
              Locale.ROOT,
              "response-cache.decision-%1$s-ns %2$.0f%nresponse-cache.decision-%1$s-bytes %3$.0f%n",
              name,
              result.getPrimaryResult().getScore(),
              bytes));
    }
    return figures.toString();
  }
}
