package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.error.ConfigurationException;
import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.RetryPolicy;
import io.buttress.jobs.engine.Registry;
import io.buttress.jobs.engine.Registry.Registered;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What properties say of the jobs of a type. */
class JobTypeSettingsTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir private Path folder;

  private HandlerSettings read(String... properties) throws IOException {
    Path file = folder.resolve("META-INF/microprofile-config.properties");
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(properties));
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      Buttress buttress = Buttress.acquire(Environment.of("types", loader));
      try {
        Registered handler =
            new Registered(
                "order.mail", Void.class, HandlerSettings.STANDARD, (none, job) -> null, "here");
        Registry registry =
            JobTypeSettings.apply(buttress.settings(JobTypeSettings.FEATURE), List.of(handler));
        return registry.find("order.mail").orElseThrow().settings();
      } finally {
        buttress.release();
      }
    }
  }

  @Test
  void without_any_the_annotation_holds() throws IOException {
    assertThat(read()).isEqualTo(HandlerSettings.STANDARD);
  }

  @Test
  void each_can_be_set() throws IOException {
    assertThat(
            read(
                "buttress.job-types.order.mail.queue=mail",
                "buttress.job-types.order.mail.attempts=20",
                "buttress.job-types.order.mail.retry-base=1s",
                "buttress.job-types.order.mail.retry-cap=1h",
                "buttress.job-types.order.mail.timeout=30s",
                "buttress.job-types.order.mail.retry-on=java.io.FileNotFoundException",
                "buttress.job-types.order.mail.bury=java.io.IOException,java.lang.Error",
                "buttress.job-types.order.mail.discard=java.lang.IllegalStateException",
                "buttress.job-types.order.mail.retention=1d",
                "buttress.job-types.order.mail.transactional=false"))
        .isEqualTo(
            new HandlerSettings(
                "mail",
                new RetryPolicy(20, Duration.ofSeconds(1), Duration.ofHours(1)),
                Optional.of(Duration.ofSeconds(30)),
                List.of(FileNotFoundException.class),
                List.of(IOException.class, Error.class),
                List.of(IllegalStateException.class),
                Duration.ofDays(1),
                false));
  }

  @Test
  void what_is_not_said_stays() throws IOException {
    RetryPolicy usual = RetryPolicy.STANDARD;
    assertThat(read("buttress.job-types.order.mail.attempts=3").retry())
        .isEqualTo(new RetryPolicy(3, usual.base(), usual.cap()));
  }

  @Test
  void mistakes_stop_the_deployment_with_what_was_meant() {
    assertThatThrownBy(() -> read("buttress.job-types.order.mial.attempts=3"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("order.mial: no handler does such jobs; did you mean order.mail?");
    assertThatThrownBy(() -> read("buttress.job-types.order.mail.bury=com.example.None"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no class com.example.None");
    assertThatThrownBy(() -> read("buttress.job-types.order.mail.bury=java.lang.String"))
        .hasMessageContaining("the class java.lang.String is no exception");
    assertThatThrownBy(() -> read("buttress.job-types.order.mail.retry-base=1h"))
        .hasMessageContaining("retry-cap");
    assertThatThrownBy(() -> read("buttress.job-types.order.mail.atempts=3"))
        .hasMessageContaining("atempts");
  }

  @Test
  void all_mistakes_are_told_at_once_and_no_key_is_shown() {
    assertThatThrownBy(
            () ->
                read(
                    "buttress.jobs.encryption-key=c2VjcmV0",
                    "buttress.jobs.old-encryption-keys=" + KEY + ",c2VjcmV0",
                    "buttress.jobs.mail.workers=many",
                    "buttress.job-types.order.mail.retry-base=10s",
                    "buttress.job-types.order.mail.retry-cap=5s",
                    "buttress.jobs.mail.rate-limit=mials",
                    "buttress.jobs.papers.rate-limit=papers",
                    "buttress.rate-limit.mails.limits=1/1s",
                    "buttress.rate-limit.papers.mode=off",
                    "buttress.rate-limit.api.limts=1/1s"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("7 mistakes")
        .hasMessageContaining("buttress.jobs.mail.rate-limit = 'mials'")
        .hasMessageContaining("there is no such policy; did you mean mails?")
        .hasMessageContaining("buttress.jobs.papers.rate-limit = 'papers'")
        .hasMessageContaining("buttress.jobs.encryption-key = '***'")
        .hasMessageContaining("16, 24 or 32 bytes in Base64")
        .hasMessageContaining("buttress.jobs.old-encryption-keys = '***'")
        .hasMessageContaining("retry-cap = '5s'")
        .hasMessageContaining("is less than retry-base")
        .hasMessageNotContaining("c2VjcmV0")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void a_key_is_one_and_old_ones_go_with_it_alone() throws IOException {
    read("buttress.jobs.encryption-key=" + KEY, "buttress.jobs.old-encryption-keys= " + KEY);
    assertThatThrownBy(() -> read("buttress.jobs.encryption-key=" + KEY + "," + KEY))
        .hasMessageContaining("encryption-key = '***'");
    assertThatThrownBy(() -> read("buttress.jobs.old-encryption-keys=" + KEY))
        .hasMessageContaining("old-encryption-keys = '***'")
        .hasMessageContaining("goes with encryption-key alone");
  }
}
