package io.buttress.servlet.internal;

import io.buttress.http.Field;
import io.buttress.idempotency.StoredAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Sends the answer of the first request to a retry. */
public final class ReplayedAnswer {
  /** Says that an answer is one of before. */
  public static final String MARK = "Idempotency-Replayed";

  private ReplayedAnswer() {}

  /** Answers; an error page is rendered by the container, as it was the first time. */
  public static void send(
      StoredAnswer answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (response.isCommitted()) {
      // A filter ahead has begun to answer: nothing of ours is to get into that.
      return;
    }
    response.setHeader(MARK, "true");
    setFields(answer, response);
    if (answer.errorPage()) {
      sendError(answer, response);
    } else {
      sendBody(answer, request, response);
    }
  }

  /** What a filter ahead has set is replaced, and what came several times comes several times. */
  private static void setFields(StoredAnswer answer, HttpServletResponse response) {
    Set<String> set = new HashSet<>();
    for (Field field : answer.fields()) {
      if (set.add(field.name().toLowerCase(Locale.ROOT))) {
        response.setHeader(field.name(), field.value());
      } else {
        response.addHeader(field.name(), field.value());
      }
    }
  }

  private static void sendError(StoredAnswer answer, HttpServletResponse response)
      throws IOException {
    if (answer.body().length == 0) {
      response.sendError(answer.status());
    } else {
      response.sendError(answer.status(), new String(answer.body(), StandardCharsets.UTF_8));
    }
  }

  private static void sendBody(
      StoredAnswer answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(answer.status());
    if (answer.status() != HttpServletResponse.SC_NO_CONTENT) {
      response.setContentLength(answer.body().length);
    }
    if (answer.body().length > 0 && !request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(answer.body());
    }
    response.flushBuffer();
  }
}
