package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.jobs.engine.Throttle.Granted;
import io.buttress.jobs.engine.Throttle.Refused;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are started as fast as a policy of the rate limiter admits. */
class RateLimitThrottleTest {
  @TempDir private Path folder;

  private URLClassLoader application(String... properties) throws IOException {
    Path file = folder.resolve("META-INF/microprofile-config.properties");
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(properties));
    URL[] urls = {folder.toUri().toURL()};
    return new URLClassLoader(urls, getClass().getClassLoader());
  }

  @Test
  void what_the_policy_does_not_admit_waits_until_it_does() throws IOException {
    try (URLClassLoader loader =
        application(
            "buttress.rate-limit.mails.limits=2/1h",
            "buttress.rate-limit.shaped.limits=1/1s",
            "buttress.rate-limit.shaped.algorithm=leaky-bucket",
            "buttress.rate-limit.shaped.max-wait=10s",
            "buttress.rate-limit.two.limits=2",
            "buttress.rate-limit.two.algorithm=concurrency")) {
      Buttress buttress = Buttress.acquire(Environment.of("throttle", loader));
      RateLimitThrottle throttle = new RateLimitThrottle(buttress.rateLimiter("mails"), "mail");
      RateLimitThrottle other = new RateLimitThrottle(buttress.rateLimiter("mails"), "papers");
      assertThat(after(throttle)).isZero();
      assertThat(after(throttle)).isZero();
      assertThat(((Refused) throttle.ask()).askAfter())
          .isBetween(Duration.ofMinutes(20), Duration.ofHours(1));
      assertThat(after(other)).isZero();
      assertThatALeakyBucketHasJobsWait(buttress);
      assertThatWhoHasEndedLeavesRoom(buttress);
      buttress.release();
    }
  }

  private static Duration after(RateLimitThrottle throttle) {
    return ((Granted) throttle.ask()).after();
  }

  private static void assertThatALeakyBucketHasJobsWait(Buttress buttress) {
    RateLimitThrottle shaped = new RateLimitThrottle(buttress.rateLimiter("shaped"), "mail");
    assertThat(after(shaped)).isZero();
    assertThat(after(shaped)).isPositive();
    assertThat(after(shaped)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  private static void assertThatWhoHasEndedLeavesRoom(Buttress buttress) {
    RateLimitThrottle two = new RateLimitThrottle(buttress.rateLimiter("two"), "mail");
    Granted first = (Granted) two.ask();
    assertThat(after(two)).isZero();
    assertThat(two.ask()).isInstanceOf(Refused.class);
    first.ended().run();
    assertThat(after(two)).isZero();
  }
}
