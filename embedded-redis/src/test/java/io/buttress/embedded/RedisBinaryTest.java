package io.buttress.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
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
  void an_unknown_processor_is_named() {
    assertThatThrownBy(() -> RedisBinary.platform("Linux", "riscv64"))
        .hasMessageContaining("riscv64");
  }
}
