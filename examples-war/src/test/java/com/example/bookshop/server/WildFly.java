package com.example.bookshop.server;

import java.nio.file.Path;
import java.util.List;

/** WildFly, as its zip has it, save for one attribute. */
record WildFly(Path home) implements AppServer {
  /**
   * Users that an application itself knows (Jakarta Security) need {@code integrated-jaspi="false"}
   * on WildFly; else only users of the server's own realm may log in.
   */
  private static final String WEB_SECURITY_DOMAIN =
      "(?s)(<subsystem xmlns=\"urn:jboss:domain:undertow:.*?"
          + "<application-security-domain name=\"other\" security-domain=\"ApplicationDomain\")";

  @Override
  public void makeFresh(ServerPorts ports) {
    Path standalone = home.resolve("standalone");
    Path configuration = standalone.resolve("configuration/standalone.xml");
    ServerFiles.write(
        configuration,
        ServerFiles.replace(
            ServerFiles.unpacked(configuration),
            WEB_SECURITY_DOMAIN,
            "$1 integrated-jaspi=\"false\""));
    ServerFiles.empty(deployments());
    ServerFiles.empty(standalone.resolve("data"));
    ServerFiles.empty(standalone.resolve("tmp"));
  }

  @Override
  public List<String> startCommand(ServerPorts ports) {
    return List.of(
        home.resolve("bin/standalone.sh").toString(),
        "-b=127.0.0.1",
        "-Djboss.http.port=" + ports.http(),
        "-Djboss.https.port=" + ports.https(),
        "-Djboss.management.http.port=" + ports.admin());
  }

  @Override
  public Path deployments() {
    return home.resolve("standalone/deployments");
  }
}
