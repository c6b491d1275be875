package io.buttress.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What lies between a client and Redis, and does to each command what it is told to, for tests of
 * what happens then. It knows where a command and its answer end, so a fault hits what it is meant
 * to hit.
 *
 * <p>Safe for use by many threads. It listens on the loopback interface, and has a daemon thread
 * for each connection.
 */
public final class FaultyNetwork implements AutoCloseable {
  /** What happens to one command. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** The connection breaks, and Redis never sees the command. */
    CUT_BEFORE,
    /** The connection breaks after Redis has done it, before a byte of the answer has come. */
    CUT_AFTER,
    /** The connection breaks in the middle of the answer. */
    CUT_WITHIN,
    /** The answer takes a while, but comes in time. */
    DELAY,
    /** The answer comes not long before the usual time-out. */
    SLOW,
    /** The answer comes long after the client has given up. */
    LATE,
    /** Redis never sees the command, and the connection stays. */
    SWALLOW_BEFORE,
    /** Redis does it, and the connection stays, but no answer comes. */
    SWALLOW_AFTER
  }

  private static final long DELAY_MILLIS = 20;
  private static final long SLOW_MILLIS = 200;
  private static final long LATE_MILLIS = 400;

  private final int redis;
  private final Supplier<Fault> faults;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Map<Fault, LongAdder> happened = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private FaultyNetwork(int redis, Supplier<Fault> faults) throws IOException {
    this.redis = redis;
    this.faults = faults;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /**
   * Begins to listen.
   *
   * @param redis the port of Redis on the loopback interface
   * @param faults is asked for each command
   */
  public static FaultyNetwork before(int redis, Supplier<Fault> faults) {
    try {
      return new FaultyNetwork(redis, faults);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a client connects to: {@code redis://127.0.0.1:port}. */
  public String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  /** How many commands have had that fault. */
  public long happened(Fault fault) {
    LongAdder times = happened.get(fault);
    return times == null ? 0 : times.sum();
  }

  /** A thread a connection, as each blocks on its sockets; it ends when these are closed. */
  private static void start(Runnable task) {
    Thread thread = new Thread(task, "faulty-network");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        sockets.add(client);
        start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), redis)) {
      sockets.add(behind);
      client.setTcpNoDelay(true);
      behind.setTcpNoDelay(true);
      InputStream commands = new BufferedInputStream(client.getInputStream());
      InputStream answers = new BufferedInputStream(behind.getInputStream());
      while (true) {
        byte[] command = read(commands);
        Fault fault = faults.get();
        happened.computeIfAbsent(fault, f -> new LongAdder()).increment();
        if (fault == Fault.CUT_BEFORE) {
          return;
        }
        if (fault == Fault.SWALLOW_BEFORE) {
          continue;
        }
        behind.getOutputStream().write(command);
        if (!answer(fault, read(answers), client.getOutputStream())) {
          return;
        }
      }
    } catch (IOException e) {
      // One of the two has hung up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answer(Fault fault, byte[] answer, OutputStream client)
      throws IOException, InterruptedException {
    if (fault == Fault.CUT_AFTER) {
      return false;
    }
    if (fault == Fault.SWALLOW_AFTER) {
      return true;
    }
    if (fault == Fault.CUT_WITHIN) {
      client.write(answer, 0, answer.length / 2);
      return false;
    }
    boolean unused = closed.await(delayMillis(fault), TimeUnit.MILLISECONDS);
    client.write(answer);
    return true;
  }

  private static long delayMillis(Fault fault) {
    return switch (fault) {
      case DELAY -> DELAY_MILLIS;
      case SLOW -> SLOW_MILLIS;
      case LATE -> LATE_MILLIS;
      default -> 0;
    };
  }

  /** One command or answer, to its last byte. */
  private static byte[] read(InputStream from) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    copyValue(from, bytes);
    return bytes.toByteArray();
  }

  private static void copyValue(InputStream from, ByteArrayOutputStream to) throws IOException {
    String line = copyLine(from, to);
    char type = line.charAt(0);
    if (type != '*' && type != '$') {
      return;
    }
    int length = Integer.parseInt(line.substring(1));
    if (type == '$' && length >= 0) {
      to.writeBytes(from.readNBytes(length + 2));
    }
    for (int i = 0; type == '*' && i < length; i++) {
      copyValue(from, to);
    }
  }

  private static String copyLine(InputStream from, ByteArrayOutputStream to) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = readByte(from); next != '\n'; next = readByte(from)) {
      line.append((char) next);
      to.write(next);
    }
    to.write('\n');
    return line.toString().strip();
  }

  private static int readByte(InputStream from) throws IOException {
    int next = from.read();
    if (next < 0) {
      throw new EOFException();
    }
    return next;
  }

  /** Closes all connections, and listens no more. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
