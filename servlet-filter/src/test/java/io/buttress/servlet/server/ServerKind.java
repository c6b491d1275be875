package io.buttress.servlet.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;

/** The servlet containers that tests run in. */
public enum ServerKind {
  TOMCAT,
  JETTY,
  UNDERTOW;

  private static final String ONLY = System.getProperty("test.servers", "");

  /** Whether this run of the tests is about it. */
  public boolean isMeant() {
    return ONLY.isEmpty() ? this != UNDERTOW : ONLY.equals(name());
  }

  /** One that this run of the tests is about. */
  public static ServerKind any() {
    return Arrays.stream(values()).filter(ServerKind::isMeant).findFirst().orElseThrow();
  }

  RunningApp start(WebApp app) throws Exception {
    assumeTrue(isMeant(), "this run is not about " + this);
    return switch (this) {
      case TOMCAT -> new OnTomcat(app);
      case JETTY -> new OnJetty(app);
      case UNDERTOW -> new OnUndertow(app);
    };
  }
}
