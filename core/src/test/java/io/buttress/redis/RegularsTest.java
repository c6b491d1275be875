package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RegularsTest {
  private final Regulars regulars = new Regulars(TimeUnit.SECONDS.toNanos(1));

  @Test
  void who_was_served_a_moment_ago_has_come_back() {
    assertThat(regulars.hasComeBack()).isFalse();
    regulars.goes();
    assertThat(regulars.hasComeBack()).isTrue();
  }

  @Test
  void who_had_something_else_to_do_has_not() {
    Regulars none = new Regulars(0);
    none.goes();
    assertThat(none.hasComeBack()).isFalse();
  }

  @Test
  void nor_has_another_thread() {
    regulars.goes();
    // Of two new threads one at most shares the place of this one.
    assertThat(Stream.generate(this::hasNewThreadComeBack).limit(2)).contains(false);
  }

  private boolean hasNewThreadComeBack() {
    return CompletableFuture.supplyAsync(regulars::hasComeBack, task -> new Thread(task).start())
        .join();
  }
}
