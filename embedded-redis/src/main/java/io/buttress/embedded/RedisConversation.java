package io.buttress.embedded;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection for a few commands, in RESP2. It keeps this jar free of a Redis client, so that it
 * gets in the way of no version of one.
 */
final class RedisConversation implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 5_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;

  RedisConversation(int port, String password) throws IOException {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      if (!password.isEmpty()) {
        call("AUTH", password);
      }
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** The answer as text: an array is joined by line ends, a nil is empty. */
  String call(String... command) throws IOException {
    return String.join("\n", callForList(command));
  }

  /**
   * The answer as a list, nested arrays flattened.
   *
   * @throws EmbeddedRedisException if Redis answers with an error
   */
  List<String> callForList(String... command) throws IOException {
    StringBuilder request = new StringBuilder().append('*').append(command.length).append("\r\n");
    for (String word : command) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      request.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    List<String> answer = new ArrayList<>();
    read(answer, command[0]);
    return answer;
  }

  private void read(List<String> into, String command) throws IOException {
    String line = readLine(in);
    String rest = line.substring(1);
    switch (line.charAt(0)) {
      case '+', ':' -> into.add(rest);
      case '-' -> throw new EmbeddedRedisException(command + ": " + rest);
      case '$' -> readBulk(into, Integer.parseInt(rest));
      case '*' -> {
        for (int i = Integer.parseInt(rest); i > 0; i--) {
          read(into, command);
        }
      }
      default -> throw new IOException("not RESP: " + line);
    }
  }

  private void readBulk(List<String> into, int length) throws IOException {
    if (length < 0) {
      into.add("");
      return;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    readLine(in);
    into.add(new String(bytes, StandardCharsets.UTF_8));
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("Redis closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    if (line.isEmpty()) {
      return "$-1";
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
