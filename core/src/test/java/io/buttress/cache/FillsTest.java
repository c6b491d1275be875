package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who asks for what on a node. */
@Timeout(30)
class FillsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Fills fills = new Fills(Duration.ofSeconds(10), Duration.ofSeconds(30), now::get);

  private void pass(int seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void one_has_the_right_until_its_end() {
    Fills.Fill first = fills.begin("a").orElseThrow();
    pass(29);
    assertThat(fills.begin("a")).isEmpty();
    assertThat(fills.begin("b")).isPresent();
    first.end(false);
    assertThat(fills.begin("a")).isPresent();
  }

  @Test
  void who_never_ends_loses_the_right_and_lets_go_who_waits_for_it() throws Exception {
    Fills.Fill dead = fills.begin("a").orElseThrow();
    Thread waiting = new Thread(() -> fills.await("a", TimeUnit.SECONDS.toNanos(25)));
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    pass(30);
    Fills.Fill next = fills.begin("a").orElseThrow();
    waiting.join(10_000);
    assertThat(waiting.isAlive()).isFalse();
    assertThat(fills.begin("a")).as("one again").isEmpty();
    dead.end(false);
    assertThat(fills.begin("a")).as("the end of the dead one is nobody else's").isEmpty();
    next.end(false);
    assertThat(fills.begin("a")).isPresent();
  }
}
