package com.example.bookshop.probe;

import io.buttress.jobs.JobHandler;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does jobs that take a while, and notes those it has done where a redeployment leaves them. */
@ApplicationScoped
public class LoadProbe {
  static final String TYPE = "probe.load";

  /** A job: the folder to note it in, its number, and how long it takes at least. */
  public record Work(String folder, int number, int millis) {}

  @JobHandler(value = TYPE, queue = "load")
  public void work(Work work) throws IOException, InterruptedException {
    Path folder = Path.of(work.folder());
    Path gate = folder.resolve("gate-" + work.number());
    do {
      boolean unused = new CountDownLatch(1).await(work.millis(), TimeUnit.MILLISECONDS);
    } while (Files.exists(gate));
    Files.writeString(
        folder.resolve("done"),
        work.number() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
