package io.buttress.jaxrs.server;

import io.buttress.jaxrs.app.Fair;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.util.List;

/** Runs in a server that has never heard of Buttress: what it has, the application has brought. */
public final class Redeployment {
  private Redeployment() {}

  /** Deploys an application, uses it, and undeploys it; the class loader that it had. */
  public static WeakReference<ClassLoader> run(String redis, List<URL> libraries) {
    Deployed deployed =
        Deployed.of(Fair.class)
            .with(libraries)
            .withProperty("buttress.redis.uri", redis)
            .with("Showroom.limits", "1000/1h")
            .with("flight.paths", "/*")
            .with("flight.algorithm", "concurrency")
            .with("flight.limits", "50");
    try (RestServer server = deployed.start()) {
      require(Client.of(server).get("/show/text").headers().firstValue("RateLimit").isPresent());
      for (String path : List.of("/text", "/streaming", "/json", "/events")) {
        require(Client.of(server).status("/show" + path) == 200);
      }
      return new WeakReference<>(server.loader());
    }
  }

  private static void require(boolean works) {
    if (!works) {
      throw new IllegalStateException("the application does not work");
    }
  }
}
