package io.buttress.servlet.app;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Ways to dispatch a request and to ask for its parameters; the answer tells them in order. */
public final class Dispatches implements OneStep.Step {
  /** Every path that it knows. */
  public static final List<String> PATHS =
      List.of(
          "/",
          "/parts-first",
          "/stream-first",
          "/forward",
          "/include",
          "/async",
          "/forward/include",
          "/async/forward",
          "/asked/forward");

  @Override
  public void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String path = path(request);
    int second = path.indexOf('/', 1);
    String next = second < 0 ? "/" : path.substring(second);
    String target = next + "?d=" + request.getDispatcherType() + "&a=0&q=9";
    switch (second < 0 ? path : path.substring(0, second)) {
      case "/forward" -> request.getRequestDispatcher(target).forward(request, response);
      case "/include" -> request.getRequestDispatcher(target).include(request, response);
      case "/async" -> request.startAsync().dispatch(target);
      case "/asked" -> {
        response.setHeader("X-Asked", request.getParameter("a"));
        request.getRequestDispatcher(next).forward(request, response);
      }
      case "/parts-first" -> {
        response.getWriter().write(request.getParts().size() + " parts: ");
        tell(request, response);
      }
      case "/stream-first" -> {
        int read = request.getInputStream().readAllBytes().length;
        response.getWriter().write((read > 0) + ": ");
        tell(request, response);
      }
      default -> tell(request, response);
    }
  }

  private static String path(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.INCLUDE
        ? request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH).toString()
        : request.getServletPath();
  }

  private static void tell(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    StringBuilder all = new StringBuilder();
    all.append(Collections.list(request.getParameterNames())).append(' ');
    request
        .getParameterMap()
        .forEach((name, values) -> all.append(name).append(Arrays.toString(values)));
    for (String name : List.of("a", "b", "q", "none")) {
      all.append(' ').append(request.getParameter(name));
      all.append(Arrays.toString(request.getParameterValues(name)));
    }
    response.getWriter().write(all.toString());
  }
}
