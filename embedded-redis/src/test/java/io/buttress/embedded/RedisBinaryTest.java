package io.buttress.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisBinaryTest {
  @ParameterizedTest
  @CsvSource({
    "Linux,     amd64,   linux-amd64",
    "Linux,     aarch64, linux-arm64",
    "Linux,     i386,    linux-386",
    "Mac OS X,  x86_64,  darwin-amd64",
    "Mac OS X,  aarch64, darwin-arm64",
  })
  void there_is_one_for(String os, String arch, String expected) {
    assertThat(RedisBinary.platform(os, arch)).isEqualTo(expected);
  }

  @Test
  void windows_is_told_what_to_do_instead() {
    assertThatThrownBy(() -> RedisBinary.platform("Windows 11", "amd64"))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("Windows 11")
        .hasMessageContaining("WSL")
        .hasMessageContaining("buttress.redis.uri=redis://");
  }

  @Test
  void another_server_can_be_named(@TempDir Path folder) throws IOException {
    Path own = RedisBinary.putInto(Files.createDirectory(folder.resolve("own")), "");
    Path other = RedisBinary.putInto(folder, own.toString());
    assertThat(other).isSymbolicLink().hasSameBinaryContentAs(own);
  }

  @Test
  void a_server_that_can_not_be_run_is_named(@TempDir Path folder) throws IOException {
    String text = Files.writeString(folder.resolve("text"), "x").toString();
    for (String wrong : List.of("/no/redis-server", text, folder.toString())) {
      assertThatThrownBy(() -> RedisBinary.putInto(folder, wrong))
          .isInstanceOf(EmbeddedRedisException.class)
          .hasMessageStartingWith("io.buttress.embedded.redis-server=" + wrong)
          .hasMessageContaining("allowed is");
    }
  }

  @Test
  void an_unknown_processor_is_named() {
    assertThatThrownBy(() -> RedisBinary.platform("Linux", "riscv64"))
        .hasMessageContaining("riscv64");
  }
}
