package io.buttress.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jaxrs.app.Archive;
import io.buttress.jaxrs.server.Client;
import io.buttress.jaxrs.server.Deployed;
import io.buttress.jaxrs.server.RestServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What methods of other classes than the cached one's change. */
class CacheChangesIT {
  private static RestServer server;
  private static Client client;

  /** Of what nobody has asked for before. */
  private final String path = "/archive/" + UUID.randomUUID();

  @BeforeAll
  static void deploy() {
    server = Deployed.of(Archive.Building.class).start();
    client = Client.of(server);
  }

  @AfterAll
  static void undeploy() {
    server.close();
  }

  private static void assertStored(String path, String body) {
    assertThat(client.get(path).body()).isEqualTo(body);
  }

  @Test
  void its_success_purges_the_uri_of_a_request() {
    String first = client.get(path).body();
    assertStored(path, first);
    assertThat(client.send("PUT", path).statusCode()).isEqualTo(204);
    assertThat(client.get(path).body()).isNotEqualTo(first);
  }

  @Test
  void its_annotation_means_the_application_also_where_a_filter_has_given_the_request_a_base() {
    String twin = client.get(path + "-twin").body();
    String pages = client.get(path + "/pages").body();
    String other = client.get(path + "-other").body();
    client.with("Base", "/inside/").post(path + "/twin", "");
    assertThat(client.get(path + "-twin").body()).isNotEqualTo(twin);
    assertThat(client.get(path + "/pages").body()).isNotEqualTo(pages);
    assertStored(path + "-other", other);
  }
}
