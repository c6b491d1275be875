package com.example.bookshop.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where a server listens, on 127.0.0.1. */
public record ServerPorts(int http, int https, int admin) {
  /** Three that nobody uses just now. */
  public static ServerPorts free() {
    return withHttp(0);
  }

  /** The given port for the pages, or a free one if it is 0; the others are free ones. */
  public static ServerPorts withHttp(int http) {
    // Held open together, so that they differ.
    try (ServerSocket first = free(http);
        ServerSocket second = free(0);
        ServerSocket third = free(0)) {
      return new ServerPorts(first.getLocalPort(), second.getLocalPort(), third.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException("Port " + http + " of 127.0.0.1 can't be had", e);
    }
  }

  private static ServerSocket free(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
