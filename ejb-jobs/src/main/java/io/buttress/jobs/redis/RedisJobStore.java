package io.buttress.jobs.redis;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.engine.Added;
import io.buttress.jobs.engine.JobStore;
import io.buttress.jobs.engine.Lease;
import io.buttress.jobs.engine.NewBatch;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Replication;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnReply;
import io.buttress.redis.Replicated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Keeps jobs in Redis, by Redis's clock. Every change is one script, so all of it or nothing. */
public final class RedisJobStore implements JobStore {
  private static final int FULL_WEIGHT = 100;
  private static final int WEIGHT_PLAIN = 2;
  private static final int WEIGHT_OTHERWISE = 5;
  private static final int FULL_LENGTH = 120_000;

  private final ScriptRunner runner;

  public RedisJobStore(ScriptRunner runner) {
    this.runner = runner;
  }

  @Override
  public Added add(
      String queue,
      Optional<NewBatch> batch,
      List<NewJob> jobs,
      Optional<Replication> replication) {
    List<List<NewJob>> parts = parts(jobs);
    List<List<String>> arguments = parts.stream().map(part -> arguments(batch, part)).toList();
    Replicated run = runner.enqueue(queue, arguments, replication);
    List<Enqueued> results = new ArrayList<>(jobs.size());
    for (int i = 0; i < parts.size(); i++) {
      results.addAll(outcomes(parts.get(i), (List<?>) run.answers().get(i)));
    }
    return new Added(results, Math.toIntExact(run.replicas()));
  }

  /** What the script adds at once: fifty jobs, or fewer that take it longer. */
  static List<List<NewJob>> parts(List<NewJob> jobs) {
    List<List<NewJob>> parts = new ArrayList<>();
    int from = 0;
    int weight = 0;
    int length = 0;
    for (int to = 1; to <= jobs.size(); to++) {
      NewJob last = jobs.get(to - 1);
      weight += last.isPlain() ? WEIGHT_PLAIN : WEIGHT_OTHERWISE;
      length += last.envelope().length();
      if (weight >= FULL_WEIGHT || length >= FULL_LENGTH || to == jobs.size()) {
        parts.add(jobs.subList(from, to));
        from = to;
        weight = 0;
        length = 0;
      }
    }
    return parts;
  }

  private static List<String> arguments(Optional<NewBatch> batch, List<NewJob> jobs) {
    List<String> arguments = new ArrayList<>(4 + 3 * jobs.size());
    arguments.add(batch.map(NewBatch::id).orElse(""));
    arguments.add(batch.map(b -> Integer.toString(b.total())).orElse(""));
    Optional<NewJob> next = batch.flatMap(NewBatch::next);
    arguments.add(next.map(NewJob::id).orElse(""));
    arguments.add(next.map(job -> job.envelope().text()).orElse(""));
    jobs.forEach(job -> addTo(arguments, job));
    return arguments;
  }

  private static List<Enqueued> outcomes(List<NewJob> jobs, List<?> instead) {
    List<Enqueued> results = new ArrayList<>(jobs.size());
    jobs.forEach(job -> results.add(new Enqueued(job.id(), Outcome.ADDED)));
    for (int i = 0; i < instead.size(); i += 3) {
      int number = Reply.integer(instead.get(i));
      String why = Reply.text(instead.get(i + 1)).toUpperCase(Locale.ROOT);
      String id = Reply.text(instead.get(i + 2));
      results.set(number - 1, new Enqueued(id, Outcome.valueOf(why)));
    }
    return results;
  }

  /** What the scripts take for a job that is to be added. */
  static void addTo(List<String> arguments, NewJob job) {
    arguments.add(job.id());
    arguments.add(Long.toString(job.delay().toMillis()));
    arguments.add(job.envelope().text());
  }

  @Override
  public TurnReply turn(String queue, Turn turn) {
    return TurnCodec.read(runner.turn(queue, TurnCodec.arguments(turn)));
  }

  @Override
  public TurnReply turnAfterWait(String queue, Turn turn, Duration atMost) {
    return TurnCodec.read(runner.turnAfterWake(queue, TurnCodec.arguments(turn), atMost));
  }

  @Override
  public Set<Lease> leases(String queue, String node) {
    Set<Lease> leases = new HashSet<>();
    String from = "0";
    do {
      List<?> some = runner.inspect(queue, List.of("leases", node, from));
      from = Reply.text(some.get(0));
      for (int i = 1; i < some.size(); i += 2) {
        leases.add(new Lease(Reply.text(some.get(i)), Reply.number(some.get(i + 1))));
      }
    } while (!from.equals("0"));
    return leases;
  }

  @Override
  public void tell(String queue, List<String> counts) {
    List<String> arguments = new ArrayList<>(counts);
    arguments.add(0, "add");
    List<?> unused = runner.activity(queue, arguments);
  }

  @Override
  public void wake(String queue) {
    List<?> unused = runner.manage(queue, List.of("wake"));
  }
}
