package io.buttress.jaxrs.internal;

import io.buttress.http.Field;
import io.buttress.idempotency.AnswerSpec;
import io.buttress.idempotency.Ended;
import io.buttress.idempotency.Execution;
import io.buttress.idempotency.IdempotencyEngine;
import io.buttress.idempotency.StoredAnswer;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work of a resource method under a key, from the claim to its end. Lives in a property of the
 * request context. An end that is told twice counts once: the first.
 */
final class KeyedExchange implements Unfinished {
  /** The name of the property. */
  static final String PROPERTY = "io.buttress.jaxrs.keyed";

  private static final byte[] NOTHING = {};
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;

  private final IdempotencyEngine engine;
  private final Execution execution;
  private final AnswerSpec answers;
  private final ServletSide servlet;
  private final boolean endTold;
  private final boolean encodedAhead;
  private boolean encodedByHand;
  private boolean encodedByFilter;
  private boolean encodedAtStart;
  private @Nullable OutputStream streamAtStart;
  private boolean finished;
  private boolean over;
  private @Nullable ContainerResponseContext response;
  private @Nullable AnswerCopy copy;
  private boolean writing;

  /**
   * @param endTold whether somebody will tell when the request has ended
   */
  KeyedExchange(
      IdempotencyEngine engine, Execution execution, ServletSide servlet, boolean endTold) {
    this.engine = engine;
    this.execution = execution;
    this.answers = execution.policy().answers();
    this.servlet = servlet;
    this.endTold = endTold;
    this.encodedAhead = AnswerFields.isEncoded(servlet.response());
  }

  /** There is a response, which no filter of the application has seen. */
  void start(ContainerResponseContext response) {
    streamAtStart = response.getEntityStream();
    encodedAtStart = AnswerFields.isEncoded(response);
  }

  /** There is a response. There may be another one later, if this can't be written. */
  void begin(ContainerResponseContext response) {
    int status = response.getStatus();
    HttpServletResponse own = servlet.response();
    encodedByFilter = !encodedAtStart && streamAtStart != response.getEntityStream();
    // Filters ahead say so at the latest when the body begins.
    encodedByHand = !encodedAhead && AnswerFields.isEncoded(own);
    if (own != null && servlet.isAnsweredByHand()) {
      // By hand, past JAX-RS, whose response is not what the client gets.
      finish(unanswered(own.getStatus()));
    } else if (!answers.profile().stores(status) || Streaming.isEvents(response)) {
      finish(new Ended.Unkept(status));
    } else if (response.hasEntity()) {
      await(response);
    } else {
      finish(answered(response, NOTHING, status >= FIRST_ERROR));
    }
  }

  private synchronized void await(ContainerResponseContext begun) {
    response = begun;
    copy = null;
  }

  /** Whether an entity is that of the response, and not a part of it that is written by itself. */
  synchronized boolean copies(Object entity) {
    return !finished && copy == null && response != null && response.getEntity() == entity;
  }

  /** The entity is about to be written. */
  synchronized AnswerCopy copy(OutputStream out) {
    AnswerCopy begun = new AnswerCopy(out, answers.maxResponse());
    copy = begun;
    writing = true;
    return begun;
  }

  /**
   * The entity is being written.
   *
   * @param bare whether no interceptor has put a stream on top; such a one encodes, if any
   */
  void begun(boolean bare) {
    encodedByFilter &= bare;
  }

  /** The entity was written, but maybe for what comes when its stream is closed, or never. */
  void written(boolean whole) {
    synchronized (this) {
      writing = false;
      if (!whole && !over) {
        return;
      }
    }
    finish(whole());
  }

  /** The entity could not be written. If nobody has seen anything of it, there may be another. */
  void failed() {
    Ended ended;
    synchronized (this) {
      HttpServletResponse own = servlet.response();
      ended =
          response != null && own != null && own.isCommitted()
              ? new Ended.Unkept(response.getStatus())
              : Ended.Failed.INSTANCE;
      response = null;
      copy = null;
      writing = false;
      if (ended == Ended.Failed.INSTANCE && endTold && !over) {
        return;
      }
    }
    finish(ended);
  }

  @Override
  public synchronized boolean isFinished() {
    return finished;
  }

  @Override
  public void end(RequestOver how) {
    boolean begun;
    synchronized (this) {
      over = true;
      if (writing) {
        // Whoever still writes has to see to it.
        return;
      }
      begun = copy != null;
    }
    if (begun) {
      finish(whole());
    } else {
      finish(
          how.status().isPresent() ? unanswered(how.status().getAsInt()) : Ended.Failed.INSTANCE);
    }
  }

  /** JAX-RS had no response: that of the container is one of an exception, or else of nobody. */
  private static Ended unanswered(int status) {
    return status >= FIRST_SERVER_ERROR ? Ended.Failed.INSTANCE : new Ended.Unkept(status);
  }

  private synchronized Ended whole() {
    ContainerResponseContext begun = response;
    Optional<byte[]> body = copy == null ? Optional.empty() : copy.bytes();
    if (begun == null) {
      return Ended.Failed.INSTANCE;
    }
    return body.<Ended>map(bytes -> answered(begun, bytes, false))
        .orElseGet(() -> new Ended.Unkept(begun.getStatus()));
  }

  private Ended answered(ContainerResponseContext from, byte[] body, boolean errorPage) {
    Optional<List<Field>> fields =
        AnswerFields.of(from, servlet.response(), answers, !encodedByFilter, encodedByHand);
    return fields.isPresent()
        ? new Ended.Answered(new StoredAnswer(from.getStatus(), fields.get(), body, errorPage))
        : new Ended.Unkept(from.getStatus());
  }

  private void finish(Ended ended) {
    synchronized (this) {
      finished = true;
    }
    engine.finish(execution, ended);
  }
}
