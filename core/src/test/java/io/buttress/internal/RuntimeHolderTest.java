package io.buttress.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RuntimeHolderTest {
  private final ClassLoader application = new ClassLoader() {};
  private final AtomicInteger alive = new AtomicInteger();
  private final AtomicInteger started = new AtomicInteger();
  private final RuntimeHolder<Sample> holder = new RuntimeHolder<>();

  private final class Sample implements RuntimeHolder.Ending {
    private boolean closed;

    Sample() {
      started.incrementAndGet();
      assertThat(alive.incrementAndGet()).as("one at a time").isEqualTo(1);
    }

    @Override
    public void close() {
      assertThat(closed).isFalse();
      closed = true;
      alive.decrementAndGet();
    }
  }

  @Test
  void the_first_starts_it_others_join_and_the_last_ends_it() throws Exception {
    Sample first = holder.acquire(application, Sample::new);
    assertThat(holder.acquire(application, Sample::new)).isSameAs(first);
    assertThat(holder.find(application)).contains(first);
    holder.release(application);
    assertThat(alive).hasValue(1);
    holder.release(application);
    assertThat(alive).hasValue(0);
    assertThat(holder.find(application)).isEmpty();
  }

  @Test
  void after_the_end_it_starts_anew() throws Exception {
    Sample first = holder.acquire(application, Sample::new);
    holder.release(application);
    assertThat(holder.acquire(application, Sample::new)).isNotSameAs(first);
    assertThat(started).hasValue(2);
  }

  @Test
  void a_start_that_fails_leaves_nothing() {
    assertThatThrownBy(
            () ->
                holder.acquire(
                    application,
                    () -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(holder.find(application)).isEmpty();
    assertThat(holder.acquire(application, Sample::new)).isNotNull();
  }

  @Test
  void a_start_that_asks_for_itself_is_told_so() {
    assertThatThrownBy(
            () ->
                holder.acquire(application, () -> holder.acquire(application, () -> new Sample())))
        .hasMessageContaining("is being started");
    assertThat(holder.find(application)).isEmpty();
  }

  @Test
  void who_releases_too_often_is_told_so() {
    assertThatThrownBy(() -> holder.release(application)).hasMessage("Buttress does not run");
  }

  @Test
  void applications_that_share_the_jars_have_a_runtime_each() {
    RuntimeHolder<RuntimeHolder.Ending> shared = new RuntimeHolder<>();
    ClassLoader other = new ClassLoader() {};
    RuntimeHolder.Ending one = () -> {};
    RuntimeHolder.Ending two = started::get;
    assertThat(shared.acquire(application, () -> one)).isSameAs(one);
    assertThat(shared.find(other)).as("the only one").contains(one);
    assertThat(shared.find(null)).contains(one);
    assertThat(shared.acquire(other, () -> two)).isSameAs(two);
    assertThat(shared.find(other)).contains(two);
    assertThat(shared.find(null)).isEmpty();
  }

  @Test
  void many_threads_never_see_two_or_a_dead_one() throws Exception {
    int threads = 16;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch go = new CountDownLatch(1);
    Callable<Void> user =
        () -> {
          go.await();
          for (int i = 0; i < 2_000; i++) {
            Sample sample = holder.acquire(application, Sample::new);
            assertThat(sample.closed).isFalse();
            assertThat(alive).hasValue(1);
            holder.release(application);
          }
          return null;
        };
    List<Future<Void>> futures = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      futures.add(pool.submit(user));
    }
    go.countDown();
    for (Future<Void> future : futures) {
      future.get(60, TimeUnit.SECONDS);
    }
    pool.shutdown();
    assertThat(alive).hasValue(0);
  }
}
