package io.buttress.servlet.internal;

import io.buttress.http.Field;
import io.buttress.http.HttpAnswer;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers in place of the application. */
public final class OwnAnswer {
  private OwnAnswer() {}

  /** Writes it directly: sendError would let an error page of the application replace it. */
  public static void send(
      HttpAnswer answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (response.isCommitted()) {
      // A filter ahead has begun to answer: nothing of ours is to get into that.
      return;
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response.setStatus(answer.status());
    for (Field field : answer.fields()) {
      response.setHeader(field.name(), field.value());
    }
    // What a filter ahead has written, but not sent, would come before the answer.
    response.resetBuffer();
    boolean bodiless = request.getMethod().equals("HEAD");
    try {
      ServletOutputStream stream = response.getOutputStream();
      response.setContentLength(body.length);
      if (!bodiless) {
        stream.write(body);
      }
    } catch (IllegalStateException e) {
      // A filter ahead has taken the writer: how many bytes it makes of this is the container's.
      response.getWriter().write(bodiless ? "" : answer.body());
    }
    response.flushBuffer();
  }
}
