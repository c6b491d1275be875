package io.buttress.benchmarks.jobs;

import io.buttress.benchmarks.LoadedServer;
import io.buttress.embedded.EmbeddedRedis;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who is measured. What is not installed is left out, and a line says so. */
final class Contestants {
  static final String PLAIN = "buttress";
  static final String SERVER = "buttress-wildfly";

  private static final Path PEERS = Path.of("benchmarks/peers");
  private static final Path BULLMQ = Path.of("benchmarks/target/bullmq");

  private Contestants() {}

  /**
   * Starts them.
   *
   * @param bookshop the build folder of the Bookshop, with WildFly in it
   */
  static List<Contestant> start(Path bookshop) throws IOException, InterruptedException {
    List<Contestant> all = new ArrayList<>();
    all.add(java(PLAIN, System.getProperty("java.class.path"), ButtressWorker.class.getName()));
    all.add(server(bookshop));
    all.add(java("blmove", System.getProperty("java.class.path"), BlmoveWorker.class.getName()));
    String peers = "benchmarks/target/classes:" + PEERS + "/target/classes:";
    String rest = PEERS + "/target/lib/*";
    all.add(java("jesque", peers + PEERS + "/target/jesque/*:" + rest, peer("JesqueWorker")));
    all.add(java("redisson", peers + rest, peer("RedissonWorker")));
    if (Files.isDirectory(BULLMQ.resolve("node_modules/bullmq"))) {
      all.add(Contestant.process("bullmq", List.of("node", BULLMQ + "/worker.mjs")));
    } else {
      System.out.println("# bullmq is left out: Node or npm is missing, or could not fetch it");
    }
    if (succeeds("ruby", "-e", "require 'sidekiq'")) {
      all.add(Contestant.process("sidekiq", List.of("ruby", PEERS + "/sidekiq/worker.rb")));
    } else {
      System.out.println("# sidekiq is left out: Debian's ruby-sidekiq is not installed");
    }
    return all;
  }

  private static String peer(String name) {
    return "io.buttress.benchmarks.peers." + name;
  }

  private static Contestant java(String name, String classPath, String main) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Contestant.process(name, List.of(java, "-Xmx512m", "-cp", classPath, main));
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Contestant server(Path bookshop) throws IOException, InterruptedException {
    EmbeddedRedis redis = EmbeddedRedis.start();
    Path war = JobsWar.make(bookshop.resolve("bookshop.war"), Path.of("benchmarks/target"));
    LoadedServer server =
        new LoadedServer(
            wildfly(bookshop), war, "control", Map.of("BUTTRESS_REDIS_URI", redis.uri()));
    return new Contestant(SERVER, redis, line(server), server::processes);
  }

  private static Path wildfly(Path bookshop) throws IOException {
    try (Stream<Path> all = Files.list(bookshop.resolve("servers"))) {
      return all.filter(path -> path.getFileName().toString().startsWith("wildfly-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Contestant.Line line(LoadedServer server) {
    HttpClient http = HttpClient.newHttpClient();
    return new Contestant.Line() {
      @Override
      public String ask(String command) throws IOException, InterruptedException {
        String query = "?command=" + URLEncoder.encode(command, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.uri() + query)).build();
        return http.send(request, BodyHandlers.ofString()).body();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }
}
