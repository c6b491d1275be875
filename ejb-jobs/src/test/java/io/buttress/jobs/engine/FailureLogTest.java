package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jobs.JobEvent;
import io.buttress.jobs.JobEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureLogTest {
  private final Logger logger = Logger.getLogger(FailureLog.class.getName());
  private final List<String> lines = new ArrayList<>();
  private Duration now = Duration.ZERO;
  private final FailureLog log = new FailureLog(() -> now.toNanos());

  @BeforeEach
  void listen() {
    // Kept, and not printed.
    logger.setFilter(
        message ->
            !lines.add(message.getLevel() + " " + new SimpleFormatter().formatMessage(message)));
  }

  @AfterEach
  void end() {
    logger.setFilter(null);
    logger.setLevel(null);
  }

  private void happens(Kind kind, String type, String id) {
    log.tell(new JobEvent(kind, "papers", type, id, 1, Duration.ZERO, "no {0} there"));
  }

  @Test
  void of_each_type_one_failure_and_one_death_are_told_a_minute() {
    for (int i = 0; i < 10; i++) {
      happens(Kind.FAILED, "mail", "m" + i);
      happens(Kind.BURIED, "mail", "d" + i);
      happens(Kind.SUCCEEDED, "mail", "s" + i);
      happens(Kind.FAILED, "invoice", "i" + i);
    }
    now = Duration.ofSeconds(59);
    happens(Kind.FAILED, "mail", "still");
    now = Duration.ofSeconds(60);
    happens(Kind.FAILED, "mail", "next");
    now = Duration.ofSeconds(130);
    happens(Kind.FAILED, "mail", "last");
    assertThat(lines)
        .containsExactly(
            "INFO Job m0 of type mail of queue papers has failed and is tried again: no {0} there",
            "WARNING Job d0 of type mail of queue papers is dead: no {0} there",
            "INFO Job i0 of type invoice of queue papers has failed and is tried again:"
                + " no {0} there",
            "INFO Job next of type mail of queue papers has failed and is tried again, and 10 more"
                + " since the last such line: no {0} there",
            "INFO Job last of type mail of queue papers has failed and is tried again: no {0}"
                + " there");
  }

  @Test
  void each_is_told_to_who_wants_to_know() {
    logger.setLevel(Level.FINE);
    happens(Kind.FAILED, "mail", "a");
    happens(Kind.FAILED, "mail", "b");
    assertThat(lines).hasSize(2).last().asString().startsWith("FINE Job b of type mail");
  }

  @Test
  void types_that_others_make_up_do_not_fill_the_log() {
    for (int i = 0; i < 1_000; i++) {
      happens(Kind.BURIED, "made-up-" + i, "a");
    }
    assertThat(lines).hasSize(101);
  }
}
