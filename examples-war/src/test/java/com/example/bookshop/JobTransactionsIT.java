package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.example.bookshop.probe.JobProbe;
import com.example.bookshop.probe.JobProbeServlet;
import com.example.bookshop.probe.SecondConfirmation;
import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import com.example.bookshop.server.ServerSession;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs and the transactions that add them, in a real server. */
@ExtendWith(ArquillianExtension.class)
class JobTransactionsIT {
  private final Customer customer = Customer.at("198.51.100.92");
  @ArquillianResource private Deployer deployer;

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withTestRedis(
            Map.of(
                "buttress.job-types.probe.note.attempts",
                "2",
                "buttress.job-types.probe.note.retry-base",
                "10ms"))
        .addClasses(JobProbe.class, JobProbeServlet.class);
  }

  @Deployment(name = "twice", managed = false, testable = false)
  static WebArchive withTwoHandlers() {
    return ShrinkWrap.create(WebArchive.class, "twice.war")
        .merge(BookshopWar.withTestRedis())
        .addClass(SecondConfirmation.class);
  }

  private String enqueue(String way, String id, String ending) {
    return customer.get("/job-probe/" + way + "?id=" + id + "&ending=" + ending).body();
  }

  private List<String> seen(String id) {
    return customer.get("/job-probe/seen?id=" + id).body().lines().toList();
  }

  private static String waiting() {
    return ServerSession.redis().command("KEYS", "bt:{*:probe}:[rsl]*");
  }

  @Test
  void a_job_begins_after_the_commit_and_observers_hear_of_all_that_happens_to_it() {
    assertThat(enqueue("queue", "one", "commit")).isEqualTo("AFTER_COMMIT");
    // Whoever adds a job may come to tell of it later than who does it.
    await()
        .untilAsserted(
            () ->
                assertThat(seen("one"))
                    .containsSubsequence("STARTED", "done", "FAILED", "STARTED", "SUCCEEDED")
                    .contains("ENQUEUED")
                    .hasSize(6));
  }

  @Test
  void what_is_rolled_back_after_it_was_added_leaves_no_job() {
    for (String way : new String[] {"queue", "outbox"}) {
      String earlier = way + "-rolled-back";
      String other = way + "-thrown";
      assertThat(enqueue(way, earlier, "rollback")).isIn("AFTER_COMMIT", "IN_OUTBOX");
      assertThat(enqueue(way, other, "exception")).contains("can't be noted after all");
      // What comes later in the same queue is done, and nothing before it.
      String later = way + "-committed";
      assertThat(enqueue(way, later, "commit")).isIn("AFTER_COMMIT", "IN_OUTBOX");
      await().untilAsserted(() -> assertThat(seen(later)).contains("done", "SUCCEEDED"));
      assertThat(seen(earlier)).isEmpty();
      assertThat(seen(other)).isEmpty();
      await().untilAsserted(() -> assertThat(waiting()).isEmpty());
    }
  }

  @Test
  void two_handlers_for_one_type_stop_the_deployment() {
    assertThatThrownBy(() -> deployer.deploy("twice")).isNotNull();
  }
}
