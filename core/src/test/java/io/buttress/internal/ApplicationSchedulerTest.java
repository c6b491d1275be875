package io.buttress.internal;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.naming.NameNotFoundException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationSchedulerTest {
  private final ClassLoader loader = new ClassLoader() {};
  private final ScheduledThreadPoolExecutor container = new ScheduledThreadPoolExecutor(1);
  private final ApplicationScheduler own = ApplicationScheduler.ofOneThread("/shop", loader);

  @AfterEach
  void end() {
    own.close();
    container.shutdownNow();
  }

  @Test
  void without_a_container_there_is_one_named_daemon_thread_with_the_applications_classes()
      throws Exception {
    Thread thread = own.submit(Thread::currentThread).get();
    assertThat(thread.getName()).isEqualTo("buttress-scheduler /shop");
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getContextClassLoader()).isSameAs(loader);
    assertThat(own.submit(Thread::currentThread).get()).isSameAs(thread);
    own.close();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void without_work_there_is_no_thread() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("buttress-scheduler /shop");
  }

  @Test
  void the_containers_scheduler_is_found_by_its_name() {
    assertThat(ContainerScheduler.find(name -> container)).contains(container);
    assertThat(ContainerScheduler.find(name -> "no scheduler")).isEmpty();
    assertThat(ContainerScheduler.find()).as("no naming here").isEmpty();
    assertThat(
            ContainerScheduler.find(
                name -> {
                  throw new NameNotFoundException(name);
                }))
        .isEmpty();
  }

  @Test
  void what_waits_is_cancelled_at_the_end_and_the_containers_scheduler_lives_on() {
    ApplicationScheduler scheduler = ApplicationScheduler.of(container);
    container.setRemoveOnCancelPolicy(true);
    ScheduledFuture<?> later = scheduler.schedule(() -> {}, 1, HOURS);
    ScheduledFuture<?> often = scheduler.scheduleAtFixedRate(() -> {}, 1, 1, HOURS);
    ScheduledFuture<?> delayed = scheduler.scheduleWithFixedDelay(() -> {}, 1, 1, HOURS);
    assertThat(later.getDelay(TimeUnit.MINUTES)).isBetween(58L, 60L);
    assertThat(container.getQueue()).hasSize(3);
    scheduler.close();
    assertThat(later.isCancelled() && often.isCancelled() && delayed.isCancelled()).isTrue();
    assertThat(container.getQueue()).isEmpty();
    assertThat(container.isShutdown()).isFalse();
    assertThat(scheduler.isTerminated()).isTrue();
    assertThatThrownBy(() -> scheduler.schedule(() -> {}, 1, HOURS))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(container.getQueue()).isEmpty();
  }

  @Test
  void a_container_that_keeps_what_was_cancelled_is_given_nothing_for_long() throws Exception {
    ApplicationScheduler scheduler = ApplicationScheduler.of(container);
    scheduler.schedule(() -> {}, 1, HOURS);
    scheduler.scheduleAtFixedRate(() -> {}, 0, 1, HOURS);
    scheduler.scheduleWithFixedDelay(() -> {}, 1, 1, HOURS);
    assertThat(container.getQueue()).isNotEmpty();
    scheduler.close();
    await().atMost(Duration.ofSeconds(3)).until(() -> container.getQueue().isEmpty());
  }

  @Test
  void what_is_far_away_comes_step_by_step_and_in_time() throws Exception {
    ApplicationScheduler scheduler = ApplicationScheduler.of(container);
    long start = System.nanoTime();
    List<Long> runs = new CopyOnWriteArrayList<>();
    ScheduledFuture<?> once = scheduler.schedule(() -> {}, 1_200, MILLISECONDS);
    ScheduledFuture<?> again =
        scheduler.scheduleWithFixedDelay(
            () -> runs.add(System.nanoTime() - start), 10, 1_100, MILLISECONDS);
    once.get();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_200_000_000);
    await().until(() -> runs.size() == 2);
    assertThat(runs.get(1) - runs.get(0)).isBetween(1_100_000_000L, 2_000_000_000L);
    again.cancel(false);
    await().until(() -> container.getQueue().isEmpty());
  }

  @Test
  void what_is_far_away_comes_also_if_the_container_has_left_out_steps() throws Exception {
    AtomicBoolean suspended = new AtomicBoolean(true);
    AtomicInteger leftOut = new AtomicInteger();
    ScheduledThreadPoolExecutor wildfly =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> scheduleWithFixedDelay(
              Runnable task, long first, long delay, TimeUnit unit) {
            Runnable unlessSuspended =
                () -> {
                  if (suspended.get()) {
                    leftOut.incrementAndGet();
                  } else {
                    task.run();
                  }
                };
            return super.scheduleWithFixedDelay(unlessSuspended, first, delay, unit);
          }
        };
    try {
      ApplicationScheduler scheduler = ApplicationScheduler.of(wildfly);
      AtomicInteger runs = new AtomicInteger();
      ScheduledFuture<?> once = scheduler.schedule(() -> {}, 1_100, MILLISECONDS);
      var unused = scheduler.scheduleWithFixedDelay(runs::incrementAndGet, 10, 1_100, MILLISECONDS);
      await().until(() -> leftOut.get() >= 4);
      suspended.set(false);
      once.get();
      await().until(() -> runs.get() >= 2);
      scheduler.close();
      await().until(() -> wildfly.getQueue().isEmpty());
    } finally {
      wildfly.shutdownNow();
    }
  }

  @Test
  void what_runs_is_awaited_at_the_end() throws Exception {
    ApplicationScheduler scheduler = ApplicationScheduler.of(container);
    CountDownLatch runs = new CountDownLatch(1);
    AtomicReference<String> last = new AtomicReference<>("");
    scheduler.execute(
        () -> {
          runs.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            last.set("interrupted, and ended");
          }
        });
    runs.await();
    scheduler.close();
    assertThat(last).hasValue("interrupted, and ended");
  }

  @Test
  void periodic_work_goes_on_until_it_is_cancelled_or_throws() {
    AtomicInteger good = new AtomicInteger();
    AtomicInteger bad = new AtomicInteger();
    ScheduledFuture<?> periodic =
        own.scheduleWithFixedDelay(good::incrementAndGet, 0, 1, MILLISECONDS);
    ScheduledFuture<?> failing =
        own.scheduleAtFixedRate(
            () -> {
              bad.incrementAndGet();
              throw new IllegalStateException();
            },
            0,
            1,
            MILLISECONDS);
    await().until(() -> good.get() > 10);
    assertThat(bad).hasValue(1);
    assertThat(failing.isDone()).isTrue();
    periodic.cancel(false);
    int then = good.get();
    own.submit(() -> {});
    assertThat(good.get()).isBetween(then, then + 1);
  }

  @Test
  void what_is_done_or_cancelled_is_forgotten() throws Exception {
    ApplicationScheduler scheduler = ApplicationScheduler.of(container);
    container.setRemoveOnCancelPolicy(true);
    WeakReference<Object> done = done(scheduler);
    WeakReference<Object> cancelled = cancelled(scheduler);
    await()
        .until(
            () -> {
              System.gc();
              return done.get() == null && cancelled.get() == null;
            });
    assertThat(scheduler.isShutdown()).isFalse();
  }

  private static WeakReference<Object> done(ApplicationScheduler scheduler) throws Exception {
    Object payload = new Object();
    Future<?> future = scheduler.submit(payload::hashCode);
    future.get();
    return new WeakReference<>(payload);
  }

  private static WeakReference<Object> cancelled(ApplicationScheduler scheduler) {
    Object payload = new Object();
    scheduler.schedule(payload::hashCode, 1, HOURS).cancel(true);
    return new WeakReference<>(payload);
  }

  @Test
  void who_uses_it_can_not_end_it() {
    assertThatThrownBy(own::shutdown).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(own::shutdownNow).isInstanceOf(IllegalStateException.class);
  }
}
