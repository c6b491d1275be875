package io.buttress.jobs.redis;

import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.RecurringStore;
import io.buttress.jobs.engine.TurnReply.Fire;
import java.util.ArrayList;
import java.util.List;

/** Keeps recurring jobs in Redis. */
public final class RedisRecurringStore implements RecurringStore {
  private static final int A_PAGE = 200;

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
  public boolean remove(String queue, String name) {
    return Reply.number(runner.recurring(queue, List.of("remove", name))) == 1;
  }

  @Override
  public boolean fire(
      String queue, String name, long fireMillis, long nextMillis, List<NewJob> jobs) {
    List<String> arguments = new ArrayList<>();
    arguments.add("fire");
    arguments.add(name);
    arguments.add(Long.toString(fireMillis));
    arguments.add(Long.toString(nextMillis));
    jobs.forEach(job -> RedisJobStore.addTo(arguments, job));
    return Reply.number(runner.recurring(queue, arguments)) == 1;
  }

  @Override
  public List<Fire> list(String queue) {
    List<Fire> all = new ArrayList<>();
    List<Fire> page;
    do {
      List<String> from = List.of("list", Integer.toString(all.size()));
      page = TurnCodec.fires((List<?>) runner.recurring(queue, from));
      all.addAll(page);
    } while (page.size() == A_PAGE);
    return all;
  }
}
