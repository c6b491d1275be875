package io.buttress.servlet.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/** What applications do to read requests, a path for each; the answer tells what they read. */
public final class Readings extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Every path that it knows. */
  public static final List<String> PATHS =
      List.of(
          "/stream",
          "/bytes",
          "/reader",
          "/reader-utf8",
          "/reader-charset",
          "/reader-then-charset",
          "/stream-then-charset",
          "/parameter",
          "/parameters",
          "/parameters-utf8",
          "/parameters-latin1",
          "/order",
          "/query-parameter-then-stream",
          "/stream-then-parameters",
          "/parameters-then-stream",
          "/stream-taken-then-parameters",
          "/reader-then-stream",
          "/stream-then-reader",
          "/parts",
          "/part",
          "/listener",
          "/forward",
          "/nothing");

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    response.setContentType("text/plain;charset=UTF-8");
    if (request.getServletPath().equals("/listener")) {
      listen(request, response);
    } else if (request.getServletPath().equals("/forward")
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      request.getRequestDispatcher("/parameters?q=forwarded").forward(request, response);
    } else {
      String text;
      try {
        text = read(request.getServletPath(), request);
      } catch (IllegalStateException | ServletException e) {
        text = e.getClass().getSimpleName();
      } catch (RuntimeException e) {
        text = "RuntimeException";
      }
      response.getWriter().write(text + " " + request.getCharacterEncoding());
    }
  }

  private static String read(String path, HttpServletRequest request)
      throws IOException, ServletException {
    return switch (path) {
      case "/stream" -> text(request.getInputStream().readAllBytes());
      case "/bytes" -> oneByOne(request.getInputStream());
      case "/reader" -> all(request);
      case "/reader-utf8" -> {
        request.setCharacterEncoding("UTF-8");
        yield all(request);
      }
      case "/reader-charset" -> {
        Since61.readUtf8(request);
        yield all(request);
      }
      case "/reader-then-charset" -> {
        String text = all(request);
        request.setCharacterEncoding("UTF-16");
        yield text;
      }
      case "/stream-then-charset" -> {
        request.setCharacterEncoding("UTF-8");
        String text = text(request.getInputStream().readAllBytes());
        request.setCharacterEncoding("ISO-8859-15");
        yield text;
      }
      case "/parameter" ->
          request.getParameter("a") + Arrays.toString(request.getParameterValues("q"));
      case "/parameters" -> parameters(request);
      case "/parameters-utf8" -> {
        request.setCharacterEncoding("UTF-8");
        yield parameters(request);
      }
      case "/parameters-latin1" -> {
        request.setCharacterEncoding("ISO-8859-1");
        yield parameters(request);
      }
      case "/order" ->
          Collections.list(request.getParameterNames()) + "" + request.getParameterMap().keySet();
      case "/query-parameter-then-stream" ->
          request.getParameter("q") + text(request.getInputStream().readAllBytes());
      case "/stream-then-parameters" ->
          text(request.getInputStream().readAllBytes()) + parameters(request);
      case "/parameters-then-stream" ->
          parameters(request) + text(request.getInputStream().readAllBytes());
      case "/stream-taken-then-parameters" -> {
        boolean over = request.getInputStream().isFinished();
        yield parameters(request) + (over && request.getMethod().equals("TRACE"));
      }
      case "/reader-then-stream" -> all(request) + request.getInputStream().read();
      case "/stream-then-reader" -> request.getInputStream().read() + all(request);
      case "/parts" -> parts(request) + parameters(request);
      case "/part" -> {
        Part part = request.getPart("file");
        yield part == null ? "none" : text(part.getInputStream().readAllBytes());
      }
      default -> "nothing";
    };
  }

  private static String text(byte[] bytes) {
    return "<" + new String(bytes, StandardCharsets.ISO_8859_1) + ">";
  }

  private static String oneByOne(ServletInputStream stream) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int b = stream.read(); b >= 0; b = stream.read()) {
      all.write(b);
    }
    return text(all.toByteArray()) + stream.isFinished();
  }

  private static String all(HttpServletRequest request) throws IOException {
    StringWriter text = new StringWriter();
    request.getReader().transferTo(text);
    return text.toString();
  }

  private static String parameters(HttpServletRequest request) {
    TreeMap<String, String> all = new TreeMap<>();
    request.getParameterMap().forEach((name, values) -> all.put(name, Arrays.toString(values)));
    List<String> names = Collections.list(request.getParameterNames());
    Collections.sort(names);
    return all + " " + names;
  }

  private static String parts(HttpServletRequest request) throws IOException, ServletException {
    StringBuilder all = new StringBuilder();
    for (Part part : request.getParts()) {
      all.append(part.getName()).append(' ').append(part.getSubmittedFileName()).append(' ');
      all.append(part.getContentType()).append(' ');
      all.append(text(part.getInputStream().readAllBytes()));
    }
    return all.toString();
  }

  private static void listen(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PrintWriter out = response.getWriter();
    AsyncContext async = request.startAsync();
    ServletInputStream in = request.getInputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            byte[] piece = new byte[100];
            while (in.isReady() && !in.isFinished()) {
              int count = in.read(piece);
              all.write(piece, 0, Math.max(count, 0));
            }
          }

          @Override
          public void onAllDataRead() {
            out.write(all.size() + " bytes " + text(all.toByteArray()));
            async.complete();
          }

          @Override
          public void onError(Throwable t) {
            async.complete();
          }
        });
  }
}
