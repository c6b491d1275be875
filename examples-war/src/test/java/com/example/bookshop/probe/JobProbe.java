package com.example.bookshop.probe;

import io.buttress.jobs.JobContext;
import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobHandler;
import io.buttress.jobs.JobOnce;
import io.buttress.jobs.JobOutbox;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.JobRequest;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Adds jobs in transactions that are committed or not, and tells what came of them. */
@Stateless
public class JobProbe {
  private static final Queue<Seen> SEEN = new ConcurrentLinkedQueue<>();
  private static final String TYPE = "probe.note";

  @Resource private SessionContext context;
  @Inject private JobQueue jobs;
  @Inject private JobOutbox outbox;
  @Inject private JobOnce once;

  /** A payload with a generic type around it. */
  public record Line(String text, int number) {}

  private record Seen(String job, String what) {}

  /** In the transaction of this method. */
  public String enqueue(String id, boolean byOutbox, String ending) {
    JobQueue queue = byOutbox ? outbox : jobs;
    JobRequest job = JobRequest.builder(TYPE, List.of(new Line(id, 7))).id(id).build();
    String outcome = queue.enqueue(job).outcome().toString();
    if (ending.equals("rollback")) {
      context.setRollbackOnly();
    } else if (ending.equals("exception")) {
      throw new IllegalStateException("The order can't be noted after all");
    }
    return outcome;
  }

  /** What is noted goes through everything that a handler has. */
  @JobHandler(value = TYPE, queue = "probe", attempts = 1)
  public String note(List<Line> lines, JobContext job) throws Exception {
    String texts = lines.stream().map(Line::text).collect(Collectors.joining());
    boolean first = once.run(job, () -> SEEN.add(new Seen(texts, "done")));
    if (!once.run(job, () -> SEEN.add(new Seen(texts, "again"))) && job.attempt() == 1) {
      throw new IllegalStateException("The properties grant it a second attempt");
    }
    return texts + first;
  }

  static void happened(@Observes JobEvent event) {
    if (event.type().equals(TYPE)) {
      SEEN.add(new Seen(event.id(), event.kind().toString()));
    }
  }

  static List<String> seen(String job) {
    return SEEN.stream().filter(seen -> seen.job().equals(job)).map(Seen::what).toList();
  }
}
