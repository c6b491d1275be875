package com.example.bookshop.server;

import io.buttress.embedded.EmbeddedRedis;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What the server tests share: a Redis that is there before the server and after it, and the
 * server's files and ports, of which arquillian.xml learns by system properties. Does nothing in a
 * run of unit tests, which launches no server.
 */
public final class ServerSession implements LauncherSessionListener {
  private static EmbeddedRedis redis;
  private static ServerPorts ports;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String server = System.getProperty("arquillian.launch");
    if (server == null) {
      return;
    }
    // For customers whom a load balancer leads; read once by the JDK.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    ports = ServerPorts.free();
    System.setProperty("bookshop.port.http", Integer.toString(ports.http()));
    System.setProperty("bookshop.port.https", Integer.toString(ports.https()));
    System.setProperty("bookshop.port.admin", Integer.toString(ports.admin()));
    AppServer.named(server, Path.of(System.getProperty("bookshop.server.home"))).makeFresh(ports);
    redis = EmbeddedRedis.start();
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (redis != null) {
      redis.close();
    }
  }

  /** The Redis of the Bookshop under test. */
  public static EmbeddedRedis redis() {
    return redis;
  }

  /** Where the Bookshop under test is, without a slash at the end. */
  public static String url() {
    return "http://127.0.0.1:" + ports.http() + "/bookshop";
  }
}
