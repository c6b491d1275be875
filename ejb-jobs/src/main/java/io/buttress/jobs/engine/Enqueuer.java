package io.buttress.jobs.engine;

import io.buttress.jobs.Enqueued;
import io.buttress.jobs.Enqueued.Outcome;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.JobRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts jobs into their queues. */
public final class Enqueuer implements JobQueue {
  private static final int LONGEST_CHAIN = 10;

  private final Sender sender;
  private final JobWriter writer;
  private final Registry registry;

  public Enqueuer(Sender sender, JobWriter writer, Registry registry) {
    this.sender = sender;
    this.writer = writer;
    this.registry = registry;
  }

  @Override
  public JobQueue replicated(int replicas, Duration atMost) {
    Replication wanted = new Replication(replicas, atMost);
    return new Enqueuer(sender.replicated(wanted), writer, registry);
  }

  @Override
  public Enqueued enqueue(JobRequest job) {
    return add(queueOf(job), Optional.empty(), List.of(writer.write(job))).get(0);
  }

  @Override
  public List<Enqueued> enqueueAll(List<JobRequest> jobs) {
    Map<String, List<Integer>> byQueue = new LinkedHashMap<>();
    List<NewJob> written = new ArrayList<>(jobs.size());
    List<Enqueued> results = new ArrayList<>(jobs.size());
    for (int i = 0; i < jobs.size(); i++) {
      NewJob job = writer.write(jobs.get(i));
      written.add(job);
      results.add(new Enqueued(job.id(), Outcome.ADDED));
      byQueue.computeIfAbsent(queueOf(jobs.get(i)), name -> new ArrayList<>()).add(i);
    }
    byQueue.forEach(
        (queue, numbers) -> {
          List<Enqueued> added = addAll(queue, numbers.stream().map(written::get).toList());
          for (int i = 0; i < numbers.size(); i++) {
            results.set(numbers.get(i), added.get(i));
          }
        });
    return results;
  }

  private List<Enqueued> addAll(String queue, List<NewJob> jobs) {
    List<Enqueued> results = new ArrayList<>(jobs.size());
    for (int from = 0; from < jobs.size(); from += JobStore.MOST_ADDED) {
      int to = Math.min(jobs.size(), from + JobStore.MOST_ADDED);
      results.addAll(add(queue, Optional.empty(), jobs.subList(from, to)));
    }
    return results;
  }

  @Override
  public Enqueued enqueueChain(List<JobRequest> jobs) {
    check(
        !jobs.isEmpty() && jobs.size() <= LONGEST_CHAIN,
        "a chain has 1 to " + LONGEST_CHAIN + " jobs");
    String queue = oneQueue(jobs);
    return add(queue, Optional.empty(), List.of(writer.chain(jobs))).get(0);
  }

  @Override
  public String enqueueBatch(List<JobRequest> jobs, JobRequest next) {
    check(!jobs.isEmpty(), "a batch has at least one job");
    check(
        jobs.stream().allMatch(job -> job.unique().isEmpty() && job.id().isEmpty()),
        "jobs of a batch have neither unique keys nor ids of their own");
    List<JobRequest> all = new ArrayList<>(jobs);
    all.add(next);
    String queue = oneQueue(all);
    String id = writer.newId();
    NewJob last = writer.write(next, Map.of(Envelope.BATCH_RESULT, Envelope.TO_BE_TOLD));
    NewBatch batch =
        new NewBatch(
            id, jobs.size(), Optional.of(new NewJob(last.id(), Duration.ZERO, last.envelope())));
    List<NewJob> written =
        jobs.stream().map(job -> writer.write(job, Map.of(Envelope.BATCH, id))).toList();
    for (int from = 0; from < written.size(); from += JobStore.MOST_ADDED) {
      int to = Math.min(written.size(), from + JobStore.MOST_ADDED);
      List<Enqueued> unused = add(queue, Optional.of(batch), written.subList(from, to));
    }
    return id;
  }

  private String oneQueue(List<JobRequest> jobs) {
    List<String> queues = jobs.stream().map(this::queueOf).distinct().toList();
    check(queues.size() == 1, "jobs that belong together have to be in one queue, not " + queues);
    return queues.get(0);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  private String queueOf(JobRequest job) {
    String usual = registry.queueOf(job.type());
    return job.queue().orElse(usual);
  }

  private List<Enqueued> add(String queue, Optional<NewBatch> batch, List<NewJob> jobs) {
    return sender.send(queue, batch, jobs);
  }
}
