package io.buttress.jobs.redis;

import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.RecurringStore;
import io.buttress.jobs.engine.TurnReply.Fire;
import io.buttress.jobs.engine.TurnReply.Follower;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Keeps recurring jobs in Redis. */
public final class RedisRecurringStore implements RecurringStore {
  private final ScriptRunner runner;

  public RedisRecurringStore(ScriptRunner runner) {
    this.runner = runner;
  }

  @Override
  public long nowMillis(String queue) {
    return Reply.number(runner.inspect(queue, List.of("counts")).get(0));
  }

  @Override
  public void define(String queue, String name, String definition, long nextMillis) {
    Object unused =
        runner.recurring(queue, List.of("define", name, definition, Long.toString(nextMillis)));
  }

  @Override
  public long since(String queue) {
    return Reply.number(runner.recurring(queue, List.of("since")));
  }

  @Override
  public boolean remove(String queue, String name) {
    return Reply.number(runner.recurring(queue, List.of("remove", name))) == 1;
  }

  @Override
  public List<Follower> fire(
      String queue, String name, long fireMillis, long nextMillis, SortedMap<Long, NewJob> jobs) {
    if (jobs.isEmpty()) {
      return fire(queue, name, fireMillis, nextMillis, List.of()).orElse(List.of());
    }
    List<Follower> added = new ArrayList<>();
    List<Long> times = List.copyOf(jobs.keySet());
    long due = fireMillis;
    int done = 0;
    for (List<NewJob> part : RedisJobStore.parts(List.copyOf(jobs.values()))) {
      done += part.size();
      long next = done < times.size() ? times.get(done) : nextMillis;
      Optional<List<Follower>> ours = fire(queue, name, due, next, part);
      if (ours.isEmpty()) {
        break;
      }
      added.addAll(ours.get());
      due = next;
    }
    return added;
  }

  /** Empty if another node has been faster. */
  private Optional<List<Follower>> fire(
      String queue, String name, long fireMillis, long nextMillis, List<NewJob> jobs) {
    List<String> arguments = new ArrayList<>();
    arguments.add("fire");
    arguments.add(name);
    arguments.add(Long.toString(fireMillis));
    arguments.add(Long.toString(nextMillis));
    jobs.forEach(job -> RedisJobStore.addTo(arguments, job));
    return Optional.of(runner.recurring(queue, arguments))
        .filter(List.class::isInstance)
        .map(TurnCodec::followers);
  }

  @Override
  public List<Fire> list(String queue) {
    List<Fire> all = new ArrayList<>();
    List<Fire> page;
    do {
      List<String> from = List.of("list", Integer.toString(all.size()));
      page = TurnCodec.fires((List<?>) runner.recurring(queue, from));
      all.addAll(page);
    } while (!page.isEmpty());
    return all;
  }
}
