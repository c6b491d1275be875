package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.error.ConfigurationException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

class DevelopmentRedisIT {
  @Test
  void starts_a_server_that_ends_with_it() throws Exception {
    int port;
    try (DevelopmentRedis redis = DevelopmentRedis.start()) {
      URI uri = URI.create(redis.uri());
      port = uri.getPort();
      assertThat(uri.getScheme()).isEqualTo("redis");
      connect(port);
    }
    assertThatThrownBy(() -> connect(port)).isInstanceOf(ConnectException.class);
  }

  private static void connect(int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void says_which_jar_is_missing() {
    ClassLoader withoutTheJar = ClassLoader.getPlatformClassLoader();
    assertThatThrownBy(() -> DevelopmentRedis.start(withoutTheJar))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("buttress.redis.uri=embedded:")
        .hasMessageContaining("io.buttress:buttress-embedded-redis");
  }
}
