package io.buttress.servlet.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** Reads what it is sent in each way, and says how much that was, and its checksum. */
public final class Uploads extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int PIECE = 64 * 1024;

  public static final AtomicInteger EXECUTIONS = new AtomicInteger();

  /** What was live in memory, in bytes, when the latest upload had been read. */
  public static volatile long live;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    EXECUTIONS.incrementAndGet();
    switch (request.getServletPath()) {
      case "/stream" -> answer(read(request.getInputStream()), response);
      case "/part" -> answer(read(request.getPart("file").getInputStream()), response);
      case "/listener" -> listen(request.startAsync(), request.getInputStream());
      default -> response.sendError(501);
    }
  }

  /** How much there was, and what. */
  private static final class Sum {
    private final byte[] piece = new byte[PIECE];
    private final CRC32 crc = new CRC32();
    private long size;

    boolean add(InputStream in) throws IOException {
      int count = in.read(piece);
      if (count > 0) {
        crc.update(piece, 0, count);
        size += count;
      }
      return count >= 0;
    }
  }

  private static Sum read(InputStream in) throws IOException {
    Sum sum = new Sum();
    boolean more = true;
    while (more) {
      more = sum.add(in);
    }
    return sum;
  }

  private static void answer(Sum sum, HttpServletResponse response) throws IOException {
    live = liveBytes();
    response.setContentType("text/plain");
    response.getOutputStream().print(sum.size + " " + sum.crc.getValue());
  }

  /** After a collection. */
  public static long liveBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void listen(AsyncContext async, ServletInputStream in) {
    Sum sum = new Sum();
    in.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            while (in.isReady() && !in.isFinished()) {
              boolean unused = sum.add(in);
            }
          }

          @Override
          public void onAllDataRead() throws IOException {
            answer(sum, (HttpServletResponse) async.getResponse());
            async.complete();
          }

          @Override
          public void onError(Throwable thrown) {
            async.complete();
          }
        });
  }
}
