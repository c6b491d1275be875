package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.Buttress;
import io.buttress.Environment;
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

  @Test
  void what_the_policy_does_not_admit_waits_until_it_does() throws IOException {
    Path file = folder.resolve("META-INF/microprofile-config.properties");
    Files.createDirectories(file.getParent());
    Files.write(file, List.of("buttress.rate-limit.mails.limits=2/1h"));
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      Buttress buttress = Buttress.acquire(Environment.of("throttle", loader));
      RateLimitThrottle throttle = new RateLimitThrottle(buttress.rateLimiter("mails"), "mail");
      RateLimitThrottle other = new RateLimitThrottle(buttress.rateLimiter("mails"), "papers");
      assertThat(throttle.ask()).isZero();
      assertThat(throttle.ask()).isZero();
      assertThat(throttle.ask()).isBetween(Duration.ofMinutes(20), Duration.ofHours(1));
      assertThat(other.ask()).isZero();
      buttress.release();
    }
  }
}
