package com.example.bookshop.server;

import java.nio.file.Path;
import java.util.List;

/**
 * WildFly, as its zip has it, save for one attribute.
 *
 * @param base configuration and data
 */
record WildFly(Path home, Path base) implements AppServer {
  /**
   * Users that an application itself knows (Jakarta Security) need {@code integrated-jaspi="false"}
   * on WildFly; else only users of the server's own realm may log in.
   */
  private static final String WEB_SECURITY_DOMAIN =
      "(?s)(<subsystem xmlns=\"urn:jboss:domain:undertow:.*?"
          + "<application-security-domain name=\"other\" security-domain=\"ApplicationDomain\")";

  static WildFly in(Path home) {
    return new WildFly(home, home.resolve("standalone"));
  }

  @Override
  public WildFly apart(Path folder) {
    ServerFiles.copyFiles(base.resolve("configuration"), folder.resolve("configuration"));
    return new WildFly(home, folder);
  }

  @Override
  public void makeFresh(ServerPorts ports) {
    Path configuration = base.resolve("configuration/standalone.xml");
    ServerFiles.write(
        configuration,
        ServerFiles.replace(
            ServerFiles.unpacked(configuration),
            WEB_SECURITY_DOMAIN,
            "$1 integrated-jaspi=\"false\""));
    ServerFiles.empty(deployments());
    ServerFiles.empty(base.resolve("data"));
    ServerFiles.empty(base.resolve("tmp"));
  }

  @Override
  public List<String> startCommand(ServerPorts ports) {
    return List.of(
        home.resolve("bin/standalone.sh").toString(),
        "-b=127.0.0.1",
        "-Djboss.server.base.dir=" + base,
        "-Djboss.http.port=" + ports.http(),
        "-Djboss.https.port=" + ports.https(),
        "-Djboss.management.http.port=" + ports.admin());
  }

  @Override
  public Path deployments() {
    return base.resolve("deployments");
  }
}
