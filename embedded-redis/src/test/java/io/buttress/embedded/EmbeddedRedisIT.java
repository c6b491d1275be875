package io.buttress.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class EmbeddedRedisIT {
  @Test
  void answers_on_the_loopback_interface_only_and_saves_nothing() {
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      assertThat(redis.uri()).isEqualTo("redis://127.0.0.1:" + redis.port());
      assertThat(redis.command("PING")).isEqualTo("PONG");
      assertThat(redis.commandForList("CONFIG", "GET", "bind"))
          .containsExactly("bind", "127.0.0.1");
      assertThat(redis.commandForList("CONFIG", "GET", "save")).containsExactly("save", "");
    }
  }

  @Test
  void takes_any_directive_of_redis_conf() {
    try (EmbeddedRedis redis =
        EmbeddedRedis.start(options -> options.with("maxmemory", "10mb").password("secret"))) {
      assertThat(redis.commandForList("CONFIG", "GET", "maxmemory")).contains("10485760");
      assertThat(redis.uri()).isEqualTo("redis://:secret@127.0.0.1:" + redis.port());
    }
  }

  @Test
  void says_what_redis_said_when_it_does_not_start() {
    assertThatThrownBy(() -> EmbeddedRedis.start(options -> options.with("no-such-thing", "1")))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("Bad directive");
  }

  @Test
  void says_that_a_wanted_port_is_in_use() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedRedis.start(options -> options.port(port)))
          .isInstanceOf(EmbeddedRedisException.class)
          .hasMessage("port " + port + " of 127.0.0.1 is in use");
    }
  }

  @Test
  void killed_it_refuses_connections_and_restarted_it_answers_on_the_same_port_without_data() {
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      redis.command("SET", "k", "v");
      int port = redis.port();
      long pid = redis.pid();
      redis.kill();
      assertThat(redis.isRunning()).isFalse();
      assertThatThrownBy(() -> redis.command("PING")).isInstanceOf(EmbeddedRedisException.class);
      redis.restart();
      assertThat(redis.port()).isEqualTo(port);
      assertThat(redis.pid()).isNotEqualTo(pid);
      assertThat(redis.command("GET", "k")).isEmpty();
    }
  }

  @Test
  void restarted_with_an_append_only_file_it_keeps_its_data() {
    try (EmbeddedRedis redis =
        EmbeddedRedis.start(
            options -> options.with("appendonly", "yes").with("appendfsync", "always"))) {
      redis.command("SET", "k", "v");
      redis.restart();
      assertThat(redis.command("GET", "k")).isEqualTo("v");
    }
  }

  @Test
  void hung_it_accepts_connections_and_never_answers_until_it_is_resumed() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start()) {
      redis.hang();
      assertThat(redis.isRunning()).isTrue();
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port()), 1_000);
        socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.setSoTimeout(200);
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        redis.resume();
        socket.setSoTimeout(5_000);
        assertThat(socket.getInputStream().readNBytes(7)).asString().isEqualTo("+PONG\r\n");
      }
    }
  }

  @Test
  void closing_ends_the_process_even_if_it_hangs_and_removes_its_folder() {
    EmbeddedRedis redis = EmbeddedRedis.start();
    Path folder = Path.of(redis.commandForList("CONFIG", "GET", "dir").get(1));
    long pid = redis.pid();
    assertThat(folder).exists();
    redis.hang();
    redis.close();
    redis.close();
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(folder).doesNotExist();
    assertThatThrownBy(redis::restart).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void many_start_at_once() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<EmbeddedRedis>> servers =
        threads.invokeAll(Collections.nCopies(48, EmbeddedRedis::start));
    threads.shutdown();
    try {
      Set<Integer> ports = new HashSet<>();
      for (Future<EmbeddedRedis> server : servers) {
        ports.add(server.get().port());
      }
      assertThat(ports).hasSize(48);
    } finally {
      for (Future<EmbeddedRedis> server : servers) {
        server.get().close();
      }
    }
  }

  @Test
  void ends_and_cleans_up_when_its_jvm_is_killed() throws IOException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.buttress.embedded.Main",
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String uri = jvm.inputReader().readLine();
      int port = Integer.parseInt(uri.substring(uri.lastIndexOf(':') + 1));
      Path folder;
      try (RedisConversation redis = new RedisConversation(port, "")) {
        folder = Path.of(redis.callForList("CONFIG", "GET", "dir").get(1));
      }
      jvm.destroyForcibly();
      await().until(() -> FreePort.isFree(port));
      await().until(() -> Files.notExists(folder));
    } finally {
      jvm.destroyForcibly();
    }
  }
}
