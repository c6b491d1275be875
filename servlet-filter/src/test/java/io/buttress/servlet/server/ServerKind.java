package io.buttress.servlet.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The servlet containers that tests run in. */
public enum ServerKind {
  TOMCAT,
  JETTY,
  UNDERTOW;

  private static final String ONLY = System.getProperty("test.servers", "");

  RunningApp start(WebApp app) throws Exception {
    assumeTrue(ONLY.isEmpty() || ONLY.equals(name()), "this run is about " + ONLY);
    return switch (this) {
      case TOMCAT -> new OnTomcat(app);
      case JETTY -> new OnJetty(app);
      case UNDERTOW -> new OnUndertow(app);
    };
  }
}
