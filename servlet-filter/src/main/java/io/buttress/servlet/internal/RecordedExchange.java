package io.buttress.servlet.internal;

import io.buttress.http.Field;
import io.buttress.idempotency.AnswerSpec;
import io.buttress.idempotency.Ended;
import io.buttress.idempotency.Execution;
import io.buttress.idempotency.IdempotencyEngine;
import io.buttress.idempotency.StoredAnswer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lets the application work under a claim, and ends that with what became of it. */
public final class RecordedExchange {
  private static final byte[] NOTHING = {};

  private final IdempotencyEngine engine;
  private final Execution execution;
  private final AnswerSpec answers;
  private final CapturingResponse captured;

  private RecordedExchange(
      IdempotencyEngine engine, Execution execution, HttpServletResponse response) {
    this.engine = engine;
    this.execution = execution;
    this.answers = execution.policy().answers();
    this.captured = new CapturingResponse(response, answers.maxResponse(), this::course);
  }

  /** Runs the application; ends the claim when the response has ended, asynchronously or not. */
  public static void run(
      IdempotencyEngine engine,
      Execution execution,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    new RecordedExchange(engine, execution, response).run(request, chain);
  }

  /**
   * Runs the application without a record.
   *
   * @param request if its body was read ahead, that is there for asynchronous work, too
   */
  public static void pass(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof DigestingRequest) {
      CapturingResponse captured = new CapturingResponse(response, 0, any -> Course.PASS);
      chain.doFilter(captured.pairedWith(request), captured);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void run(HttpServletRequest request, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest paired = captured.pairedWith(request);
    boolean returned = false;
    try {
      chain.doFilter(paired, captured);
      returned = true;
    } finally {
      if (returned) {
        captured.returned(paired, () -> engine.finish(execution, ended()));
      } else {
        captured.failed();
        engine.finish(execution, endedByException());
      }
    }
  }

  /** What will not be stored need not be copied any further. */
  private Course course(CapturingResponse response) {
    return answers.profile().stores(response.status()) && !isEndless(response)
        ? Course.captureToTheEnd(answers.maxResponse())
        : Course.PASS;
  }

  private static boolean isEndless(CapturingResponse response) {
    return response.fields().stream()
        .filter(field -> field.name().equalsIgnoreCase("Content-Type"))
        .anyMatch(field -> field.value().toLowerCase(Locale.ROOT).startsWith("text/event-stream"));
  }

  /** Once the client has been told a status, the application had come to an end of some kind. */
  private Ended endedByException() {
    return captured.isCommitted() ? new Ended.Unkept(captured.status()) : Ended.Failed.INSTANCE;
  }

  private Ended ended() {
    int status = captured.status();
    if (captured.isErrorSent()) {
      byte[] message =
          captured.errorMessage().map(m -> m.getBytes(StandardCharsets.UTF_8)).orElse(NOTHING);
      return new Ended.Answered(new StoredAnswer(status, replayed(), message, true));
    }
    Optional<String> location = captured.redirectLocation();
    if (location.isPresent()) {
      List<Field> fields = new ArrayList<>(replayed());
      fields.removeIf(field -> field.name().equalsIgnoreCase("Location"));
      fields.add(new Field("Location", location.get()));
      return new Ended.Answered(new StoredAnswer(status, fields, NOTHING));
    }
    Optional<byte[]> body = captured.body();
    if (body.isEmpty() || !captured.isIntact() || captured.hasTrailers() || isEndless(captured)) {
      return new Ended.Unkept(status);
    }
    return new Ended.Answered(new StoredAnswer(status, replayed(), body.get()));
  }

  private List<Field> replayed() {
    return captured.fields().stream().filter(field -> answers.replays(field.name())).toList();
  }
}
