package io.buttress.jobs.ejb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.jobs.engine.QueueSettings;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeWorkTest {
  @TempDir private Path folder;

  @Test
  void a_queue_that_is_left_to_others_is_none_of_this_nodes() throws IOException {
    Path file = folder.resolve("META-INF/microprofile-config.properties");
    Files.createDirectories(file.getParent());
    Files.write(file, List.of("buttress.jobs.papers.workers=0", "buttress.jobs.slow.workers=2"));
    URL[] urls = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      Buttress buttress = Buttress.acquire(Environment.of("work", loader));
      assertThat(NodeWork.queues(Set.of("papers", "mail"), buttress.settings(JobSettings.FEATURE)))
          .extracting(QueueSettings::name, QueueSettings::workers)
          .containsExactly(tuple("mail", 4), tuple("slow", 2));
      buttress.release();
    }
  }
}
