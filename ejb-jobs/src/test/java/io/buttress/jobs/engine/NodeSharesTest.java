package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeSharesTest {
  private static final long LONG = TimeUnit.MINUTES.toNanos(1);

  private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore ends = new Semaphore(0);

  /** A worker that has always something to do, and ends when the test says so. */
  private void work(NodeShares.Share share, String name) {
    Thread thread =
        new Thread(
            () -> {
              while (share.begin(LONG)) {
                begun.add(name);
                ends.acquireUninterruptibly();
                share.end();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void end(int count) {
    for (int i = 0; i < count; i++) {
      int before = begun.size();
      ends.release();
      await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> begun.size() > before);
    }
  }

  @Test
  void two_busy_queues_share_by_their_weights() {
    NodeShares shares = new NodeShares(1);
    NodeShares.Share heavy = shares.join(3);
    NodeShares.Share light = shares.join(1);
    for (int i = 0; i < 2; i++) {
      work(heavy, "heavy");
      work(light, "light");
    }
    await().until(() -> heavy.isFull() && light.isFull());
    end(80);
    assertThat(Collections.frequency(begun.subList(1, 81), "heavy")).isBetween(58, 62);
  }

  @Test
  void who_is_alone_has_all_of_it_and_saves_nothing_up() {
    NodeShares shares = new NodeShares(2);
    NodeShares.Share alone = shares.join(1);
    NodeShares.Share late = shares.join(1);
    for (int i = 0; i < 3; i++) {
      work(alone, "alone");
    }
    await().until(() -> begun.size() == 2);
    end(50);
    for (int i = 0; i < 3; i++) {
      work(late, "late");
    }
    await().until(late::isFull);
    int from = begun.size();
    end(40);
    assertThat(Collections.frequency(begun.subList(from, from + 40), "late")).isBetween(18, 22);
  }

  @Test
  void who_waits_in_vain_gives_up_after_a_time() {
    NodeShares shares = new NodeShares(1);
    NodeShares.Share one = shares.join(1);
    NodeShares.Share other = shares.join(1);
    assertThat(one.begin(0)).isTrue();
    assertThat(other.begin(TimeUnit.MILLISECONDS.toNanos(10))).isFalse();
    assertThat(other.isFull()).isFalse();
    one.end();
    assertThat(other.begin(0)).isTrue();
  }

  @Test
  void without_a_limit_all_may_begin() {
    NodeShares.Share share = new NodeShares(0).join(1);
    assertThat(share.begin(0)).isTrue();
    assertThat(share.begin(0)).isTrue();
    assertThat(share.isFull()).isFalse();
  }
}
