package io.buttress.jobs.engine;

import io.buttress.jobs.JobDetail;
import io.buttress.jobs.JobFilter;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobState;
import io.buttress.jobs.QueueActivity;
import io.buttress.jobs.QueueStatus;
import io.buttress.jobs.engine.OperationsStore.Deed;
import java.util.List;
import java.util.Optional;

/** What operators do, in small steps. */
public final class Operations implements JobOperations {
  // To change jobs takes the store longer than to look at them.
  private static final int MOST_AT_ONCE = 50;

  private final OperationsStore store;
  private final PayloadCodec codec;

  public Operations(OperationsStore store, PayloadCodec codec) {
    this.store = store;
    this.codec = codec;
  }

  @Override
  public QueueStatus status(String queue) {
    return store.status(queue);
  }

  @Override
  public QueueActivity activity(String queue, int minutes) {
    if (minutes < 1 || minutes > MOST_MINUTES) {
      throw new IllegalArgumentException("minutes must be 1 to 60, but are " + minutes);
    }
    return store.activity(queue, minutes);
  }

  @Override
  public JobPage list(String queue, JobState state, JobFilter filter, long from, int most) {
    if (state == JobState.PARKED) {
      throw new IllegalArgumentException("parked jobs can't be listed; find them by their ids");
    }
    if (most < 1 || most > MOST_A_PAGE || from < 0) {
      throw new IllegalArgumentException("a page looks at 1 to " + MOST_A_PAGE + " jobs from 0 on");
    }
    JobPage page = store.page(queue, state, from, most, codec);
    List<JobDetail> matching = page.jobs().stream().filter(filter::matches).toList();
    return new JobPage(matching, page.inAll(), page.next());
  }

  @Override
  public Optional<JobDetail> find(String queue, String id) {
    return store.find(queue, id, codec);
  }

  @Override
  public boolean requeue(String queue, String id) {
    return store.manage(queue, Deed.REQUEUE, List.of(id)).get(0);
  }

  @Override
  public boolean discard(String queue, String id) {
    return store.manage(queue, Deed.DISCARD, List.of(id)).get(0);
  }

  @Override
  public boolean runNow(String queue, String id) {
    return store.manage(queue, Deed.RUN, List.of(id)).get(0);
  }

  @Override
  public long requeueAll(String queue, JobFilter filter) {
    return all(queue, Deed.REQUEUE, filter);
  }

  @Override
  public long discardAll(String queue, JobFilter filter) {
    return all(queue, Deed.DISCARD, filter);
  }

  /** What is done with leaves the list, so the position only moves by what stays. */
  private long all(String queue, Deed deed, JobFilter filter) {
    long changed = 0;
    long from = 0;
    long left = status(queue).dead();
    while (left > 0) {
      JobPage page = store.page(queue, JobState.DEAD, from, MOST_AT_ONCE, codec);
      long end = page.next().orElse(page.inAll());
      List<String> ids = page.jobs().stream().filter(filter::matches).map(JobDetail::id).toList();
      long done =
          ids.isEmpty()
              ? 0
              : store.manage(queue, deed, ids).stream().filter(possible -> possible).count();
      changed += done;
      left = page.next().isPresent() ? left - (end - from) : 0;
      from = end - done;
    }
    return changed;
  }

  @Override
  public void pause(String queue) {
    store.pause(queue, true);
  }

  @Override
  public void resume(String queue) {
    store.pause(queue, false);
  }
}
