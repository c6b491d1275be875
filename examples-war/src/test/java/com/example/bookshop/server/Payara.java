package com.example.bookshop.server;

import java.nio.file.Path;
import java.util.List;

/**
 * Payara, made to listen on 127.0.0.1 only, and without what the Bookshop has no use for.
 *
 * @param domains the folder of the domains, of which it has one
 */
record Payara(Path home, Path domains) implements AppServer {
  private static final String DOMAIN = "domain1";

  static Payara in(Path home) {
    return new Payara(home, home.resolve("glassfish/domains"));
  }

  @Override
  public Payara apart(Path folder) {
    Payara other = new Payara(home, folder);
    for (String part : List.of("config", "init-info", "docroot", "lib/classes", "lib/applibs")) {
      ServerFiles.copyFiles(domain().resolve(part), other.domain().resolve(part));
    }
    return other;
  }

  @Override
  public void makeFresh(ServerPorts ports) {
    Path configuration = domain().resolve("config/domain.xml");
    ServerFiles.write(configuration, configure(ServerFiles.unpacked(configuration), ports));
    ServerFiles.empty(deployments());
    ServerFiles.empty(domain().resolve("applications"));
    ServerFiles.empty(domain().resolve("generated"));
    ServerFiles.empty(domain().resolve("lib/databases"));
    ServerFiles.empty(temporary());
  }

  private static String configure(String unpacked, ServerPorts ports) {
    String text = unpacked.replace("0.0.0.0", "127.0.0.1");
    text = listener(text, 8080, ports.http());
    text = listener(text, 8181, ports.https());
    text = listener(text, 4848, ports.admin());
    // The database would open a port of its own, on all addresses.
    text = ServerFiles.replace(text, ";AUTO_SERVER=TRUE", "");
    // A collection shall free what is only softly held, or nobody could see a leak. And an upload
    // is kept under its own name: two Payaras with one temporary folder take it from each other.
    text =
        ServerFiles.replace(
            text,
            "<jvm-options>-server</jvm-options>",
            "$0<jvm-options>-XX:SoftRefLRUPolicyMSPerMB=0</jvm-options>"
                + "<jvm-options>-Djava.io.tmpdir=\\${com.sun.aas.instanceRoot}/tmp</jvm-options>");
    text = ServerFiles.replace(text, "<(iiop-listener|jmx-connector) ", "<$1 enabled=\"false\" ");
    return ServerFiles.replace(
        text,
        "<hazelcast-config-specific-configuration></hazelcast-config-specific-configuration>",
        "<hazelcast-config-specific-configuration enabled=\"false\"/>"
            + "<jms-service type=\"DISABLED\" default-jms-host=\"default_JMS_host\">"
            + "<jms-host name=\"default_JMS_host\" host=\"127.0.0.1\"/></jms-service>");
  }

  private static String listener(String text, int from, int to) {
    return ServerFiles.replace(
        text,
        "<network-listener port=\"" + from + "\"",
        "<network-listener address=\"127.0.0.1\" port=\"" + to + "\"");
  }

  @Override
  public List<String> startCommand(ServerPorts ports) {
    return List.of(
        home.resolve("bin/asadmin").toString(),
        "start-domain",
        "--verbose",
        "--domaindir",
        domains.toString(),
        DOMAIN);
  }

  @Override
  public Path deployments() {
    return domain().resolve("autodeploy");
  }

  private Path temporary() {
    return domain().resolve("tmp");
  }

  private Path domain() {
    return domains.resolve(DOMAIN);
  }
}
