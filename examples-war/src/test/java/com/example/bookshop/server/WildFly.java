package com.example.bookshop.server;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * WildFly, as its zip has it, save for one attribute.
 *
 * @param base configuration and data
 * @param database where it is
 */
record WildFly(Path home, Path base, String database) implements AppServer {
  private static final String OWN_DATABASE =
      "jdbc:h2:mem:test;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";

  /**
   * Users that an application itself knows (Jakarta Security) need {@code integrated-jaspi="false"}
   * on WildFly; else only users of the server's own realm may log in.
   */
  private static final String WEB_SECURITY_DOMAIN =
      "(?s)(<subsystem xmlns=\"urn:jboss:domain:undertow:.*?"
          + "<application-security-domain name=\"other\" security-domain=\"ApplicationDomain\")";

  static WildFly in(Path home) {
    return new WildFly(home, home.resolve("standalone"), OWN_DATABASE);
  }

  @Override
  public WildFly apart(Path folder) {
    ServerFiles.copyFiles(base.resolve("configuration"), folder.resolve("configuration"));
    return new WildFly(home, folder, database);
  }

  @Override
  public WildFly withDatabase(String url) {
    return new WildFly(home, base, url);
  }

  @Override
  public void makeFresh(ServerPorts ports) {
    Path configuration = base.resolve("configuration/standalone.xml");
    String text =
        ServerFiles.replace(
            ServerFiles.unpacked(configuration),
            WEB_SECURITY_DOMAIN,
            "$1 integrated-jaspi=\"false\"");
    ServerFiles.write(configuration, pointedAtDatabase(text));
    ServerFiles.empty(deployments());
    ServerFiles.empty(base.resolve("data"));
    ServerFiles.empty(base.resolve("tmp"));
  }

  private String pointedAtDatabase(String configuration) {
    return database.equals(OWN_DATABASE)
        ? configuration
        : ServerFiles.replace(configuration, Pattern.quote(OWN_DATABASE), database);
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
