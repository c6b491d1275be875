package io.buttress.servlet.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What applications do with responses, a path for each. */
public final class Repertoire extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final byte[] LARGE =
      "0123456789abcdef".repeat(20_000).getBytes(StandardCharsets.US_ASCII);

  /** Every path that it knows. */
  public static final List<String> PATHS =
      List.of(
          "/writer",
          "/stream",
          "/empty",
          "/length",
          "/chunked",
          "/large",
          "/prints",
          "/utf8",
          "/latin1",
          "/locale",
          "/missing",
          "/missing-with-text",
          "/teapot",
          "/redirect",
          "/reset",
          "/reset-buffer",
          "/other-after-reset",
          "/writer-then-stream",
          "/cookies",
          "/forward",
          "/forward-to/missing-with-text",
          "/forward-to/redirect",
          "/forward-to/stream",
          "/forward-to/typed",
          "/forward-to/no-content",
          "/forward-wrapped/missing-with-text",
          "/forward-wrapped/writer",
          "/forward-wrapped/stream",
          "/typed",
          "/writer-unused",
          "/writer-closed",
          "/error-behind-writer",
          "/redirect-behind-writer",
          "/include",
          "/include-to/locale",
          "/include-to/missing-with-text",
          "/include-to/redirect",
          "/include-to/reset",
          "/include-to/cookies",
          "/include-to/no-content",
          "/include-to/length",
          "/async",
          "/async-dispatch",
          "/async-timeout",
          "/async-stream",
          "/non-blocking",
          "/early-hint-headers",
          "/no-content",
          "/not-modified",
          "/throws",
          "/throws-late",
          "/closes",
          "/buffer-size",
          "/trailers",
          "/type-late",
          "/parameters?a=1");

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    Object included = request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH);
    String path = included == null ? request.getServletPath() : included.toString();
    switch (path.replaceFirst("(/(?:forward|include)-[^/]+)/.*", "$1")) {
      case "/writer" -> response.getWriter().write("hello");
      case "/stream" -> response.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      case "/empty" -> {}
      case "/length" -> {
        response.setContentLength(5);
        response.getWriter().write("hello");
      }
      case "/chunked" -> chunked(response.getOutputStream());
      case "/large" -> response.getOutputStream().write(LARGE);
      case "/prints" -> prints(response);
      case "/utf8" -> text(response, "text/plain;charset=UTF-8", "Zürich, 東京, \uD83D\uDE00");
      case "/latin1" -> text(response, "text/plain;charset=ISO-8859-1", "Zürich, 東京");
      case "/locale" -> {
        response.setLocale(Locale.JAPAN);
        response.setContentType("text/plain");
        response.getWriter().write("x");
      }
      case "/missing" -> response.sendError(404);
      case "/missing-with-text" -> response.sendError(410, "gone for good");
      case "/error-page" ->
          response
              .getWriter()
              .write(
                  "an error page for " + request.getAttribute("jakarta.servlet.error.status_code"));
      case "/teapot" -> response.setStatus(418);
      case "/redirect" -> response.sendRedirect("/writer");
      case "/reset" -> {
        response.setHeader("X-Gone", "yes");
        response.getWriter().write("not this");
        response.reset();
        response.getWriter().write("but this");
      }
      case "/reset-buffer" -> {
        response.setHeader("X-Stays", "yes");
        response.getWriter().write("not this");
        response.resetBuffer();
        response.getWriter().write("but this");
      }
      case "/other-after-reset" -> {
        response.getWriter().write("not this");
        response.reset();
        response.getOutputStream().print("a stream");
      }
      case "/writer-then-stream" -> {
        response.getWriter().write("a writer, and ");
        try {
          response.getOutputStream().print("a stream");
        } catch (IllegalStateException e) {
          response.getWriter().write("no stream");
        }
      }
      case "/cookies" -> {
        response.addCookie(new Cookie("a", "b"));
        response.addHeader("X-Twice", "1");
        response.addHeader("X-Twice", "2");
        response.setDateHeader("Last-Modified", 0);
      }
      case "/forward" -> {
        response.getWriter().write("not this");
        request.getRequestDispatcher("/writer").forward(request, response);
      }
      case "/forward-to" -> target(request, path).forward(request, response);
      case "/forward-wrapped" ->
          target(request, path).forward(request, new HttpServletResponseWrapper(response));
      case "/typed" -> response.setContentType("text/html");
      case "/writer-unused" -> {
        response.setContentType("text/html");
        response.getWriter();
      }
      case "/writer-closed" -> {
        response.setContentType("text/html");
        response.getWriter().close();
      }
      case "/error-behind-writer" -> {
        response.getWriter();
        response.sendError(410, "gone for good");
      }
      case "/redirect-behind-writer" -> {
        response.getWriter().write("not this");
        response.sendRedirect("/writer");
      }
      case "/include" -> {
        response.getWriter().write("before ");
        request.getRequestDispatcher("/writer").include(request, response);
        response.getWriter().write(" after");
      }
      case "/include-to" -> {
        response.getWriter().write("before ");
        target(request, path).include(request, response);
        response.getWriter().write(" after");
      }
      case "/async" -> {
        AsyncContext async = request.startAsync();
        async.start(() -> complete(async));
      }
      case "/async-dispatch" -> request.startAsync().dispatch("/writer");
      case "/async-timeout" -> timeout(request);
      case "/async-stream" -> {
        AsyncContext async = request.startAsync(request, response);
        async.start(() -> stream(async));
      }
      case "/non-blocking" -> nonBlocking(request, response);
      case "/early-hint-headers" -> {
        response.setHeader("X-Before", "1");
        response.flushBuffer();
        response.setHeader("X-After", "2");
        response.getWriter().write("committed " + response.isCommitted());
      }
      case "/no-content" -> response.setStatus(204);
      case "/not-modified" -> {
        response.setHeader("ETag", "\"x\"");
        response.setStatus(304);
      }
      case "/throws" -> throw new AsAsked();
      case "/throws-late" -> {
        response.getWriter().write("partly");
        response.flushBuffer();
        throw new AsAsked();
      }
      case "/closes" -> {
        response.getWriter().write("closed");
        response.getWriter().close();
        response.getWriter().write("ignored");
      }
      case "/buffer-size" -> {
        response.setBufferSize(16_384);
        response.getWriter().write("b".repeat(10_000) + (response.getBufferSize() >= 16_384));
      }
      case "/trailers" -> {
        response.setHeader("Trailer", "X-End");
        response.setTrailerFields(() -> Map.of("X-End", "yes"));
        response.getOutputStream().print("with trailers");
        response.flushBuffer();
      }
      case "/type-late" -> {
        PrintWriter writer = response.getWriter();
        response.setContentType("text/html;charset=UTF-16");
        writer.write("as it was: " + response.getCharacterEncoding());
      }
      case "/parameters" ->
          response.getWriter().write(request.getParameter("a") + request.getQueryString());
      default -> response.setStatus(501);
    }
  }

  /** Error pages show stack traces, and those do differ by a filter. */
  private static final class AsAsked extends ServletException {
    private static final long serialVersionUID = 1L;

    AsAsked() {
      super("as asked");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private static RequestDispatcher target(HttpServletRequest request, String path) {
    return request.getRequestDispatcher(path.substring(path.indexOf('/', 1)));
  }

  private static void chunked(ServletOutputStream out) throws IOException {
    for (int i = 0; i < 5; i++) {
      out.write("part ".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private static void prints(HttpServletResponse response) throws IOException {
    PrintWriter writer = response.getWriter();
    writer.println("line");
    writer.printf("%d %s%n", 1, "two");
    writer.append('c').append("harsequence").print(1.5);
    writer.print(new char[] {'x', 'y'});
    writer.println(true);
    writer.print((String) null);
    writer.flush();
    writer.write(String.valueOf(writer.checkError()));
  }

  private static void text(HttpServletResponse response, String type, String text)
      throws IOException {
    response.setContentType(type);
    response.getWriter().write(text);
  }

  private static void complete(AsyncContext async) {
    try {
      async.getResponse().getWriter().write("asynchronous");
    } catch (IOException e) {
      async.getRequest().getServletContext().log("lost", e);
    }
    async.complete();
  }

  private static void stream(AsyncContext async) {
    try {
      chunked(async.getResponse().getOutputStream());
    } catch (IOException e) {
      async.getRequest().getServletContext().log("lost", e);
    }
    async.complete();
  }

  private static void timeout(HttpServletRequest request) {
    AsyncContext async = request.startAsync();
    async.setTimeout(100);
    async.addListener(
        new AsyncListener() {
          @Override
          public void onTimeout(AsyncEvent event) throws IOException {
            HttpServletResponse late = (HttpServletResponse) event.getAsyncContext().getResponse();
            late.setStatus(503);
            late.getWriter().write("too late");
            event.getAsyncContext().complete();
          }

          @Override
          public void onComplete(AsyncEvent event) {}

          @Override
          public void onError(AsyncEvent event) {}

          @Override
          public void onStartAsync(AsyncEvent event) {}
        });
  }

  private static void nonBlocking(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext async = request.startAsync();
    ServletOutputStream out = response.getOutputStream();
    out.setWriteListener(
        new WriteListener() {
          private int written;

          @Override
          public void onWritePossible() throws IOException {
            while (out.isReady()) {
              if (written == 20) {
                async.complete();
                return;
              }
              written++;
              out.write(LARGE, 0, 10_000);
            }
          }

          @Override
          public void onError(Throwable t) {
            async.complete();
          }
        });
  }
}
