package io.buttress.jobs.redis;

import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobOperations.JobPage;
import io.buttress.jobs.JobState;
import io.buttress.jobs.QueueActivity;
import io.buttress.jobs.QueueStatus;
import io.buttress.jobs.engine.OperationsStore;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.Spread;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Looks at queues in Redis, and changes what operators want changed. */
public final class RedisOperationsStore implements OperationsStore {
  private static final String PARKED = "parked";
  private static final String PAUSED = "paused";
  private static final String LONG = "long";
  private static final int LEVELS = 10;

  private final ScriptRunner runner;

  public RedisOperationsStore(ScriptRunner runner) {
    this.runner = runner;
  }

  @Override
  public QueueStatus status(String queue) {
    List<?> counts = runner.inspect(queue, List.of("counts"));
    long now = Reply.number(counts.get(0));
    long ready = 0;
    for (int level = 0; level < LEVELS; level++) {
      ready += Reply.number(counts.get(6 + level));
    }
    long oldest = Reply.number(counts.get(6 + LEVELS));
    Map<String, Long> totals = new HashMap<>();
    for (int i = 7 + LEVELS; i < counts.size(); i += 2) {
      totals.put(Reply.text(counts.get(i)), Reply.number(counts.get(i + 1)));
    }
    long parked = totals.getOrDefault(PARKED, 0L);
    totals.keySet().removeAll(List.of(PARKED, PAUSED, LONG));
    return new QueueStatus(
        Instant.ofEpochMilli(now),
        Reply.number(counts.get(1)) == 1,
        ready,
        Reply.number(counts.get(2)),
        parked,
        Reply.number(counts.get(3)),
        Reply.number(counts.get(4)),
        Reply.number(counts.get(5)),
        oldest == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(Math.max(now - oldest, 0))),
        totals);
  }

  @Override
  public QueueActivity activity(String queue, int minutes) {
    List<?> answer = runner.activity(queue, List.of("read", Integer.toString(minutes)));
    Spread waits = new Spread();
    Spread runs = new Spread();
    List<?> counts = (List<?>) answer.get(1);
    for (int i = 0; i < counts.size(); i += 2) {
      String name = Reply.text(counts.get(i));
      Spread spread = name.startsWith("w") ? waits : runs;
      spread.add(Integer.parseInt(name.substring(1)), Reply.number(counts.get(i + 1)));
    }
    long over = Duration.ofMinutes(minutes - 1L).toMillis() + Reply.number(answer.get(0));
    return new QueueActivity(
        Duration.ofMillis(Math.max(over, 1)), runs.total(), waits.latency(), runs.latency());
  }

  @Override
  public JobPage page(String queue, JobState state, long from, int most, PayloadCodec codec) {
    String place = state.name().toLowerCase(Locale.ROOT);
    List<?> page =
        runner.inspect(queue, List.of("page", place, Long.toString(from), Integer.toString(most)));
    long inAll = Reply.number(page.get(0));
    List<JobDetail> jobs = new ArrayList<>();
    for (int i = 2; i < page.size(); i += DetailReader.FIELDS) {
      jobs.add(DetailReader.read(page.subList(i, i + DetailReader.FIELDS), List.of(), codec));
    }
    long end = from + Reply.number(page.get(1));
    Optional<Long> next = from < end && end < inAll ? Optional.of(end) : Optional.empty();
    return new JobPage(jobs, inAll, next);
  }

  @Override
  public Optional<JobDetail> find(String queue, String id, PayloadCodec codec) {
    List<?> job = runner.inspect(queue, List.of("job", id));
    return job.isEmpty()
        ? Optional.empty()
        : Optional.of(DetailReader.read(job, Reply.texts(job.get(DetailReader.FIELDS)), codec));
  }

  @Override
  public List<Boolean> manage(String queue, Deed deed, List<String> ids) {
    List<String> arguments = new ArrayList<>();
    arguments.add(deed.name().toLowerCase(Locale.ROOT));
    arguments.addAll(ids);
    return runner.manage(queue, arguments).stream()
        .map(result -> !result.equals("not") && !result.equals("taken"))
        .toList();
  }

  @Override
  public void pause(String queue, boolean paused) {
    List<?> unused = runner.manage(queue, List.of(paused ? "pause" : "resume"));
  }

  @Override
  public String evictionPolicy(String queue) {
    return Reply.text(runner.inspect(queue, List.of("eviction")).get(0));
  }
}
