package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.servlet.app.Orders;
import io.buttress.servlet.server.RunningApp;
import io.buttress.servlet.server.ServerKind;
import io.buttress.servlet.server.WebApp;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody gets an answer that was another's: in real containers, by one key. */
class IdempotencyScopeIT {
  @RegisterExtension
  static final KeyedServers servers =
      new KeyedServers(
          () ->
              WebApp.of(new Orders())
                  .with(IdempotencyFilter.class, "all.paths", "/*")
                  .with(IdempotencyFilter.class, "all.methods", "POST, PUT")
                  .with(IdempotencyFilter.class, "all.scope", "header:X-Tenant"));

  private final String key = KeyedServers.key();

  private String send(RunningApp app, String method, String path, String tenant)
      throws IOException {
    return app.exchange(
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1\r\nX-Tenant: "
            + tenant
            + "\r\nIdempotency-Key: "
            + key
            + "\r\n\r\nx");
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_is_replayed_to_its_tenant_for_its_method_and_route_only(ServerKind kind)
      throws Exception {
    RunningApp running = servers.running(kind);
    assertThat(send(running, "POST", "/orders", "a")).contains(" 201 ", "\"number\":1");
    assertThat(send(running, "POST", "/orders", "a")).contains("\"number\":1", "Replayed: true");
    assertThat(send(running, "POST", "/orders", "b")).contains(" 201 ", "\"number\":2");
    assertThat(send(running, "PUT", "/orders", "a")).contains(" 201 ", "\"number\":3");
    assertThat(send(running, "POST", "/reader", "a"))
        .contains(" 422 ", "urn:buttress:idempotency:mismatch")
        .doesNotContain("number", "Replayed");
    assertThat(Orders.executions("/orders")).isEqualTo(3);
    assertThat(Orders.executions("/reader")).isZero();
  }
}
