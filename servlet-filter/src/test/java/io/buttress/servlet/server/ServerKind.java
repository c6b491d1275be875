package io.buttress.servlet.server;

/** The servlet containers that tests run in. */
public enum ServerKind {
  TOMCAT,
  JETTY;

  RunningApp start(WebApp app) throws Exception {
    return switch (this) {
      case TOMCAT -> new OnTomcat(app);
      case JETTY -> new OnJetty(app);
    };
  }
}
