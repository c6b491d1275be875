package io.buttress.servlet.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** What happens to a POST, a path for each way; counts how often. */
public final class Orders extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** For tests of two servers, whose classes are the same. */
  public static final Map<String, AtomicInteger> EXECUTIONS = new ConcurrentHashMap<>();

  public static volatile CountDownLatch begun = new CountDownLatch(0);
  public static volatile CountDownLatch end = new CountDownLatch(0);

  public static int executions(String path) {
    return EXECUTIONS.getOrDefault(path, new AtomicInteger()).get();
  }

  public static void forget() {
    EXECUTIONS.clear();
    begun = new CountDownLatch(0);
    end = new CountDownLatch(0);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String path = request.getServletPath();
    int number = EXECUTIONS.computeIfAbsent(path, missing -> new AtomicInteger()).incrementAndGet();
    switch (path) {
      case "/orders" -> created(request, response, number);
      case "/reader" ->
          text(response, request.getReader().lines().collect(Collectors.joining("|")) + number);
      case "/form" -> text(response, request.getParameter("b") + number);
      case "/part" -> text(response, request.getPart("a").getSize() + " bytes " + number);
      case "/unread" -> text(response, "unread " + number);
      case "/no-content" -> response.setStatus(204);
      case "/see-other" -> {
        response.setStatus(303);
        response.setHeader("Location", "/orders/" + number);
      }
      case "/redirect" -> response.sendRedirect("/orders/" + number);
      case "/redirect-to-see" -> Since61.seeOther("/orders/" + number, response);
      case "/sold-out" -> response.sendError(409, "sold out " + number);
      case "/missing" -> response.sendError(404);
      case "/status" -> response.setStatus(Integer.parseInt(request.getParameter("code")));
      case "/throws" -> throw new ServletException("on purpose");
      case "/throws-late" -> {
        response.getWriter().write("begun");
        response.flushBuffer();
        throw new ServletException("on purpose");
      }
      case "/flushes" -> flushes(response, number);
      case "/endures" -> endures(response, number);
      case "/large" -> response.getOutputStream().write(new byte[600_000]);
      case "/events" -> {
        response.setContentType("text/event-stream");
        text(response, "data: " + number + "\n\n");
      }
      case "/live-events" -> liveEvents(response);
      case "/hints" -> {
        response.setHeader("Link", "</style.css>; rel=preload");
        response.sendError(103);
        text(response, "hinted " + number);
      }
      case "/sized" -> {
        response.setContentLength(8);
        response.getOutputStream().print("number " + number);
      }
      case "/gzip" -> gzip(response, number);
      case "/slow" -> {
        begun.countDown();
        await(end);
        text(response, "slow " + number);
      }
      case "/async" -> async(request, response, number);
      case "/async-fails" -> request.startAsync().setTimeout(100);
      case "/non-blocking" -> nonBlocking(request, response, number);
      case "/forward" -> {
        request.setAttribute("number", number);
        request.getRequestDispatcher("/forwarded").forward(request, response);
      }
      case "/forwarded" -> text(response, "forwarded " + request.getAttribute("number"));
      case "/error-page" -> text(response, "the error page");
      default -> response.sendError(501);
    }
  }

  private static void created(HttpServletRequest request, HttpServletResponse response, int number)
      throws IOException {
    String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    response.setStatus(201);
    response.setHeader("Location", "/orders/" + number);
    response.addHeader("Link", "</a>; rel=a");
    response.addHeader("Link", "</b>; rel=b");
    response.setHeader("Set-Cookie", "basket=" + number);
    response.setHeader("X-Internal", "secret");
    response.setContentType("application/json;charset=UTF-8");
    response.getWriter().write("{\"number\":" + number + ",\"of\":\"" + body + " ä\"}");
  }

  private static void text(HttpServletResponse response, String text) throws IOException {
    if (response.getContentType() == null) {
      response.setContentType("text/plain;charset=UTF-8");
    }
    response.getWriter().write(text);
  }

  private static void flushes(HttpServletResponse response, int number) throws IOException {
    OutputStream out = response.getOutputStream();
    for (int i = 0; i < 3; i++) {
      out.write(("piece " + number).getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  /** Goes on for so long that it must notice if the client has gone. */
  private static void endures(HttpServletResponse response, int number) throws IOException {
    OutputStream out = response.getOutputStream();
    out.write(new byte[10_000]);
    out.flush();
    begun.countDown();
    await(end);
    for (int i = 0; i < 40; i++) {
      out.write(new byte[10_000]);
      out.flush();
    }
    out.write(("number " + number).getBytes(StandardCharsets.UTF_8));
  }

  private static void liveEvents(HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream");
    response.getOutputStream().print("data: one\n\n");
    response.flushBuffer();
    await(end);
    response.getOutputStream().print("data: two\n\n");
  }

  private static void gzip(HttpServletResponse response, int number) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(("zipped " + number).getBytes(StandardCharsets.UTF_8));
    }
    response.setHeader("Content-Encoding", "gzip");
    response.getOutputStream().write(bytes.toByteArray());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void async(HttpServletRequest request, HttpServletResponse response, int number) {
    AsyncContext async = request.startAsync(request, response);
    async.start(
        () -> {
          try {
            text((HttpServletResponse) async.getResponse(), "async " + number);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          } finally {
            async.complete();
          }
        });
  }

  private static void nonBlocking(
      HttpServletRequest request, HttpServletResponse response, int number) throws IOException {
    AsyncContext async = request.startAsync();
    ServletInputStream in = request.getInputStream();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    in.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            byte[] piece = new byte[100];
            while (in.isReady() && !in.isFinished()) {
              int count = in.read(piece);
              if (count > 0) {
                read.write(piece, 0, count);
              }
            }
          }

          @Override
          public void onAllDataRead() throws IOException {
            text(response, read.size() + " read " + number);
            async.complete();
          }

          @Override
          public void onError(Throwable thrown) {
            async.complete();
          }
        });
  }
}
