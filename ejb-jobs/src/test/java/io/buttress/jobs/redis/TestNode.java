package io.buttress.jobs.redis;

import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.engine.Events;
import io.buttress.jobs.engine.Firing;
import io.buttress.jobs.engine.JobEngine;
import io.buttress.jobs.engine.JobScope;
import io.buttress.jobs.engine.JobStore;
import io.buttress.jobs.engine.JsonPayloads;
import io.buttress.jobs.engine.PayloadCodec;
import io.buttress.jobs.engine.Permit;
import io.buttress.jobs.engine.Poller;
import io.buttress.jobs.engine.QueueSettings;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Throttle;
import io.buttress.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** A node in a test: handlers, pollers, and what has happened. */
public final class TestNode implements AutoCloseable {
  public final Registry handlers = new Registry();
  public final Deque<JobEvent> events = new ConcurrentLinkedDeque<>();
  public final List<Thread> threads = new CopyOnWriteArrayList<>();
  public final JobQueue queue;
  private final List<Poller> pollers = new ArrayList<>();
  private final JsonPayloads json = new JsonPayloads();
  public final JobEngine engine;
  public final ThreadFactory factory =
      task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
      };

  public TestNode(String name, JobStore store) {
    this(name, store, Firing.NONE);
  }

  public TestNode(String name, JobStore store, Firing recurring) {
    Events told = new Events(new Telemetry());
    told.listen(events::add);
    PayloadCodec codec = new PayloadCodec(json, PayloadCodec.USUAL_MOST, Optional.empty());
    engine =
        new JobEngine(
            name, store, codec, handlers, told, JobScope.NONE, recurring, System::nanoTime);
    queue = engine.queue();
  }

  public Poller poll(QueueSettings settings) {
    return poll(settings, Throttle.NONE, Permit.ALWAYS);
  }

  public Poller poll(QueueSettings settings, Throttle throttle, Permit permit) {
    Poller poller = engine.poller(settings, throttle, permit, factory);
    pollers.add(poller);
    poller.start();
    return poller;
  }

  public long count(JobEvent.Kind kind) {
    return events.stream().filter(event -> event.kind() == kind).count();
  }

  public void stop(Duration grace) {
    engine.stop(pollers, grace);
    pollers.clear();
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
    json.close();
  }
}
