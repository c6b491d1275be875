package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.bookshop.server.JobLoad;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server that is to finish what it has, and to take no more; Payara knows no such state. */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(named = "arquillian.launch", matches = "wildfly")
class SuspendIT {
  private static final int JOBS = 100;

  @Deployment(testable = false)
  static WebArchive bookshop() {
    return JobLoad.bookshop(Map.of());
  }

  @Test
  void a_suspended_server_ends_what_runs_and_leaves_the_rest_to_others_until_it_is_resumed(
      @TempDir Path folder) throws IOException, InterruptedException {
    JobLoad load = new JobLoad(folder);
    IntStream.range(0, JOBS).forEach(load::hold);
    load.add(JOBS, 10);
    load.awaitLeased(JobLoad.WORKERS);
    manage(":suspend(suspend-timeout=1)");
    PrimitiveIterator.OfInt next = IntStream.range(0, JOBS).iterator();
    // Jobs are taken until the timer has not ticked for five seconds: one for each that ends.
    await()
        .atMost(Duration.ofSeconds(45))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              load.letEnd(next.nextInt());
              return load.leased() < JobLoad.WORKERS - 1;
            });
    next.forEachRemaining((int number) -> load.letEnd(number));
    load.awaitLeased(0);
    int done = load.done().size();
    assertThat(done).isLessThan(JOBS);
    assertThat(load.ready()).isEqualTo(JOBS - done);
    manage(":resume");
    load.awaitAll();
  }

  private static void manage(String operation) throws IOException, InterruptedException {
    Process cli =
        new ProcessBuilder(
                System.getProperty("bookshop.server.home") + "/bin/jboss-cli.sh",
                "--connect",
                "--controller=127.0.0.1:" + System.getProperty("bookshop.port.admin"),
                "--commands=" + operation)
            .redirectErrorStream(true)
            .start();
    String said = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(cli.waitFor()).as(said).isZero();
  }
}
