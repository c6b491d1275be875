package com.example.bookshop.server;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A page of the shop under test that does what the request wants: {@code X-Whim: fail}, {@code
 * hang}, {@code cookie}, {@code long} or {@code part}. Without one it is another page each time,
 * and fresh for a second.
 */
@WebServlet("/whims")
public class Whims extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 60;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String whim = String.valueOf(request.getHeader("X-Whim"));
    if (whim.equals("fail")) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    if (whim.equals("hang")) {
      hang();
    }
    if (whim.equals("cookie")) {
      response.addCookie(new Cookie("whim", "1"));
    }
    response.setContentType("text/plain");
    boolean brief = whim.equals("null");
    response.setHeader(
        "Cache-Control", (brief ? "max-age=1" : "max-age=600") + ", stale-if-error=600");
    if (whim.equals("part")) {
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader("Content-Range", "bytes 0-3/10");
    }
    response.getWriter().print(text(whim));
  }

  private static String text(String whim) {
    return switch (whim) {
      case "part" -> "part";
      case "long" -> "0123456789".repeat(500);
      default -> UUID.randomUUID().toString();
    };
  }

  /** For longer than any test. */
  private static void hang() {
    try {
      boolean unused = new CountDownLatch(1).await(LONGEST, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
