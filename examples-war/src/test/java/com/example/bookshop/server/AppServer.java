package com.example.bookshop.server;

import java.nio.file.Path;
import java.util.List;

/** An unpacked application server of the build, made fresh for each start. */
public interface AppServer {
  /** The server that was unpacked there. */
  static AppServer named(String name, Path home) {
    return switch (name) {
      case "wildfly" -> WildFly.in(home);
      case "payara" -> Payara.in(home);
      default -> throw new IllegalArgumentException("No server " + name + ": wildfly or payara");
    };
  }

  /** The folder it was unpacked to. */
  Path home();

  /** The same server with a configuration and data of its own, in an empty folder. */
  AppServer apart(Path folder);

  /**
   * The same server with an H2 database that lies elsewhere.
   *
   * @throws UnsupportedOperationException if nobody has needed that yet
   */
  default AppServer withDatabase(String url) {
    throw new UnsupportedOperationException(url);
  }

  /**
   * Removes what an earlier run left, sets the ports, and makes the server listen on 127.0.0.1
   * only.
   */
  void makeFresh(ServerPorts ports);

  /** Runs the server in the foreground, with the ports that it was made fresh with. */
  List<String> startCommand(ServerPorts ports);

  /** What lies here is deployed at the start. */
  Path deployments();
}
