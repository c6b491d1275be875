package io.buttress.servlet.app;

import io.buttress.http.RequestMarks;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/**
 * Pages that say how long they are fresh, and which time it is that they are asked for: a path for
 * each kind of page, and anything below it.
 */
public final class Pages extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

  /** Set while {@code /held} waits. */
  public transient volatile CountDownLatch gate = new CountDownLatch(0);

  /** Whether {@code /flaky} and {@code /stale} fail. */
  public volatile boolean failing;

  /** How often a path was asked for. */
  public int count(String path) {
    return counts.computeIfAbsent(path, missing -> new AtomicInteger()).get();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    Object included = request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI);
    String path = included == null ? request.getRequestURI() : included.toString();
    int count = counts.computeIfAbsent(path, missing -> new AtomicInteger()).incrementAndGet();
    if (!path.endsWith("/quiet")) {
      response.setHeader("Cache-Control", "max-age=60");
    }
    String page = "page " + count;
    String kind = "/" + path.substring(1).split("[/;%]", 2)[0];
    switch (kind) {
      case "/reflects" -> write(response, page + reflected(request));
      case "/account" -> write(response, page + " of " + request.getHeader("Cookie"));
      case "/modified" -> {
        response.setHeader("Cache-Control", "x-none");
        response.setDateHeader("Last-Modified", 0);
        write(response, page);
      }
      case "/cookie" -> {
        response.addCookie(new Cookie("id", "secret" + count));
        write(response, page);
      }
      case "/session" -> write(response, page + request.getSession().getId());
      case "/session-in-link" -> {
        request.getSession();
        write(response, response.encodeURL("/x"));
      }
      case "/public-cookie" -> {
        response.setHeader("Cache-Control", "public, max-age=60");
        response.addCookie(new Cookie("id", "secret" + count));
        write(response, page);
      }
      case "/nonce" -> {
        response.setHeader("Content-Security-Policy", "script-src 'nonce-" + count + "'");
        write(response, page);
      }
      case "/guarded" -> {
        if (request.getHeader("Authorization") == null) {
          response.setStatus(401);
          response.setHeader("Cache-Control", "no-store");
        } else {
          write(response, "secret " + count);
        }
      }
      case "/status" -> {
        response.setHeader("Cache-Control", "x-none");
        response.setStatus(Integer.parseInt(request.getParameter("s")));
        write(response, page);
      }
      case "/failed" -> {
        response.setStatus(Integer.parseInt(request.getParameter("s")));
        write(response, page);
      }
      case "/error" -> {
        if (count == 1) {
          response.sendError(404);
        } else {
          write(response, page);
        }
      }
      case "/etag" -> validated(request, response, page);
      case "/late-validator" -> {
        response.setHeader("Cache-Control", "max-age=0");
        validated(request, response, "page");
      }
      case "/relayed" -> {
        response.setHeader("Transfer-Encoding", "nonsense");
        response.addHeader("transfer-encoding", "chunked");
        write(response, page);
      }
      case "/dated" -> {
        response.addDateHeader("Date", System.currentTimeMillis() - 1_000_000);
        response.setHeader("Cache-Control", "max-age=10000");
        write(response, page);
      }
      case "/unkept" -> {
        write(response, page);
        response.flushBuffer();
        request.setAttribute(RequestMarks.NOT_CACHED, true);
      }
      case "/part" -> {
        response.setStatus(206);
        response.setHeader("Content-Range", "bytes 0-3/10");
        write(response, "part");
      }
      case "/gzip" -> zipped(request, response, page);
      case "/varies" -> {
        response.setHeader("Vary", "X-Shop");
        write(response, page + " in " + request.getHeader("X-Shop"));
      }
      case "/mine", "/open" -> mine(request, response, page);
      case "/login" -> write(response, "who are you?");
      case "/story" -> {
        response.setContentType("text/html;charset=UTF-8");
        write(response, page + " all work and no play".repeat(100));
      }
      case "/greeting" -> {
        response.setHeader("Cache-Control", "private");
        write(response, "Hello " + request.getHeader("X-User"));
        if ("yes".equals(request.getParameter("flush"))) {
          response.flushBuffer();
        }
      }
      case "/large" -> {
        byte[] piece = "0123456789abcdef".repeat(4_096).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 17; i++) {
          response.getOutputStream().write(piece);
        }
      }
      case "/held" -> {
        write(response, page);
        response.flushBuffer();
        hold();
        write(response, " whole");
      }
      case "/held-private" -> {
        response.setHeader("Cache-Control", "private, max-age=60");
        hold();
        write(response, page + " of " + request.getHeader("X-User"));
      }
      case "/held-shared" -> {
        hold();
        write(response, page);
      }
      case "/short" -> {
        response.setContentLength(100);
        write(response, path.equals("/short/empty") ? "" : page);
        response.flushBuffer();
      }
      case "/throws-late" -> {
        write(response, page);
        response.flushBuffer();
        throw new ServletException("as asked");
      }
      case "/async" -> {
        AsyncContext async = request.startAsync();
        async.start(() -> complete(async, page));
      }
      case "/dispatched" -> request.startAsync().dispatch("/inner");
      case "/inner" -> write(response, page);
      case "/forward" -> request.getRequestDispatcher("/inner").forward(request, response);
      case "/include" -> {
        write(response, "before ");
        request.getRequestDispatcher("/inner").include(request, response);
      }
      case "/stale" -> {
        response.setHeader("Cache-Control", "max-age=0, stale-while-revalidate=60");
        jspLike(request, response, page);
      }
      case "/stale-inner" -> {
        response.setHeader("Cache-Control", "max-age=0, stale-while-revalidate=60");
        write(response, page + " ü");
      }
      case "/stale-fragment" -> {
        response.setLocale(Locale.JAPAN);
        response.sendError(500);
        write(response, " fragment");
      }
      case "/flaky" -> {
        response.setHeader("Cache-Control", "max-age=0, stale-if-error=60");
        response.setHeader("ETag", "\"" + count + "\"");
        if (failing && "throw".equals(request.getParameter("how"))) {
          throw new ServletException("as asked");
        } else if (failing && "send".equals(request.getParameter("how"))) {
          response.sendError(503);
        } else if (failing) {
          response.setStatus(500);
          write(response, "failed");
        } else {
          write(response, page);
        }
      }
      case "/changed" -> {
        if (!request.getMethod().equals("POST")) {
          write(response, page);
        } else if (path.endsWith("/see")) {
          Since61.seeOther("/changed/see", response);
        } else if (path.endsWith("/held")) {
          response.setContentLength(4);
          write(response, "done");
          response.flushBuffer();
          hold();
        } else {
          response.sendRedirect("/changed");
        }
      }
      default -> write(response, page);
    }
  }

  /** As JSPs do it: a session, a forward to the page, and the writer. */
  private void jspLike(HttpServletRequest request, HttpServletResponse response, String page)
      throws IOException, ServletException {
    response.setContentType("text/html;charset=UTF-8");
    if (failing) {
      response.sendError(500);
    } else if ("stream".equals(request.getParameter("how"))) {
      response.getOutputStream().print(page);
    } else if ("charset".equals(request.getParameter("how"))) {
      response.setContentType("text/html");
      response.setCharacterEncoding("ISO-8859-1");
      Since61.writeUtf8(response);
      write(response, page + " ü");
    } else if ("large".equals(request.getParameter("how"))) {
      write(response, page + "x".repeat(600_000));
    } else if ("forward".equals(request.getParameter("how"))) {
      request.getRequestDispatcher("/stale-inner").forward(request, response);
    } else if ("include".equals(request.getParameter("how"))) {
      write(response, page);
      request.getRequestDispatcher("/stale-fragment").include(request, response);
    } else if ("async".equals(request.getParameter("how"))) {
      AsyncContext async = request.startAsync();
      async.start(() -> complete(async, page + " ü"));
    } else if ("session".equals(request.getParameter("how"))) {
      request.getSession().setAttribute("seen", page);
      write(response, page + " ü " + request.getSession().getAttribute("seen"));
    } else if ("endless".equals(request.getParameter("how")) && count("/stale/endless") > 1) {
      byte[] piece = new byte[10_000];
      while (true) {
        response.getOutputStream().write(piece);
      }
    } else {
      write(response, page + " ü");
    }
  }

  private static void mine(HttpServletRequest request, HttpServletResponse response, String page)
      throws IOException {
    if (request.getRequestURI().endsWith("/guessed")) {
      response.setHeader("Cache-Control", "x-none");
      response.setDateHeader("Last-Modified", 0);
    }
    boolean same = request.getRequestURI().contains("/news/");
    write(response, page + (same ? " for all" : " of " + request.getRemoteUser()));
  }

  private static String reflected(HttpServletRequest request) {
    StringBuilder all = new StringBuilder();
    for (String name :
        new String[] {
          "Host", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix",
          "X-Forwarded-Port", "Forwarded", "X-Original-URL", "X-Rewrite-URL"
        }) {
      all.append(' ').append(request.getHeader(name));
    }
    return all.append(' ')
        .append(request.getQueryString())
        .append(' ')
        .append(request.getRequestURI())
        .toString();
  }

  private void hold() {
    try {
      if (!gate.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody opened the gate");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void validated(
      HttpServletRequest request, HttpServletResponse response, String page) throws IOException {
    response.setHeader("ETag", "\"v1\"");
    response.setHeader("Vary", "Accept");
    if ("\"v1\"".equals(request.getHeader("If-None-Match"))) {
      response.setStatus(304);
    } else {
      write(response, page);
    }
  }

  private static void zipped(HttpServletRequest request, HttpServletResponse response, String page)
      throws IOException {
    if (!"gzip".equals(request.getHeader("Accept-Encoding"))) {
      write(response, page);
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(page.getBytes(StandardCharsets.UTF_8));
    }
    response.setHeader("Content-Encoding", "gzip");
    response.getOutputStream().write(bytes.toByteArray());
  }

  private static void complete(AsyncContext async, String page) {
    try {
      async.getResponse().getWriter().write(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    async.complete();
  }

  private static void write(HttpServletResponse response, String text) throws IOException {
    response.getWriter().write(text);
  }
}
