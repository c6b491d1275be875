package io.buttress.servlet.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What Servlet 6.1 has brought; where there is none of it, what it means. */
final class Since61 {
  private Since61() {}

  static void readUtf8(HttpServletRequest request) throws IOException {
    try {
      HttpServletRequest.class
          .getMethod("setCharacterEncoding", Charset.class)
          .invoke(request, StandardCharsets.UTF_8);
    } catch (NoSuchMethodException e) {
      request.setCharacterEncoding("UTF-8");
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError(e);
    }
  }

  static void writeUtf8(HttpServletResponse response) {
    try {
      HttpServletResponse.class
          .getMethod("setCharacterEncoding", Charset.class)
          .invoke(response, StandardCharsets.UTF_8);
    } catch (NoSuchMethodException e) {
      response.setCharacterEncoding("UTF-8");
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError(e);
    }
  }

  static void seeOther(String location, HttpServletResponse response) {
    try {
      HttpServletResponse.class
          .getMethod("sendRedirect", String.class, int.class)
          .invoke(response, location, HttpServletResponse.SC_SEE_OTHER);
    } catch (NoSuchMethodException e) {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", location);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError(e);
    }
  }
}
