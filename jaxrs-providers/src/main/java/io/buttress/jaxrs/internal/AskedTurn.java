package io.buttress.jaxrs.internal;

import io.buttress.cache.Exchange;
import io.buttress.cache.Head;
import io.buttress.cache.Reply;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resource method is asked, and the cache is told what it answers. The head of an answer with
 * content is known when the first byte is written: interceptors and writers may still change it.
 */
final class AskedTurn implements CacheTurn {
  private static final byte[] NOTHING = {};

  private final Exchange exchange;
  private final CacheView view;
  private final ServletSide servlet;
  private final boolean answered;
  private final AskedHead head;
  private @Nullable OutputStream stream;
  private @Nullable ContainerResponseContext response;
  private @Nullable BodyTap tap;
  private int status;
  private boolean over;

  /**
   * @param answered whether the client has its answer already
   */
  AskedTurn(Exchange exchange, CacheView view, ServletSide servlet, boolean answered) {
    this.exchange = exchange;
    this.view = view;
    this.servlet = servlet;
    this.answered = answered;
    this.head = new AskedHead(exchange, view, servlet, answered);
  }

  @Override
  public void begin(ContainerResponseContext response) {
    stream = response.getEntityStream();
  }

  /** Whether the client is not to see what the resource method has thrown. */
  boolean hides() {
    return !isFinished() && (answered || exchange.canStandIn());
  }

  /** What the client gets in place of what the resource method has thrown. */
  CacheTurn instead() {
    Optional<Reply> stored = exchange.broken();
    end(Optional.empty());
    return answered ? this : stored.<CacheTurn>map(ServedTurn::new).orElse(this);
  }

  @Override
  public void respond(ContainerRequestContext request, ContainerResponseContext response) {
    if (!isFinished()) {
      answered(request, response);
    }
    if (answered && isFinished()) {
      silence(response);
    }
  }

  private void answered(ContainerRequestContext request, ContainerResponseContext response) {
    this.response = response;
    status = response.getStatus();
    boolean failed = Failure.is(request, status);
    Optional<Reply> instead = failed ? exchange.broken() : exchange.inPlaceOf(status);
    if (instead.isPresent() || failed) {
      end(Optional.empty());
      instead.ifPresent(reply -> replace(reply, request, response));
    } else if (isElsewhere(response)) {
      head.addTo(response, exchange.headOfError(status));
      end(Optional.empty());
    } else if (!hasContent(response)) {
      withoutContent(request, response);
    }
  }

  /** Whether what is sent is not, or not only, what is written here. */
  private boolean isElsewhere(ContainerResponseContext response) {
    return Streaming.isEvents(response)
        || stream != response.getEntityStream()
        || (!answered && servlet.isAnsweredByHand());
  }

  private boolean hasContent(ContainerResponseContext response) {
    return response.hasEntity()
        && !view.method().equals("HEAD")
        && status != Status.NO_CONTENT.getStatusCode()
        && status != Status.RESET_CONTENT.getStatusCode()
        && status != Status.NOT_MODIFIED.getStatusCode();
  }

  private void withoutContent(ContainerRequestContext request, ContainerResponseContext response) {
    if (status == Status.NOT_MODIFIED.getStatusCode()
        && Conditions.areOthers(exchange, view, response)) {
      end(Optional.empty());
      return;
    }
    Head taken = head.of(response);
    end(head.addTo(response, taken).map(cap -> NOTHING));
    if (taken instanceof Head.Replace instead) {
      replace(instead.reply(), request, response);
    }
  }

  private void replace(
      Reply reply, ContainerRequestContext request, ContainerResponseContext response) {
    if (!answered) {
      List<Object> cookies = response.getHeaders().get(HttpHeaders.SET_COOKIE);
      ServedTurn served = new ServedTurn(reply);
      request.setProperty(PROPERTY, served);
      served.begin(response);
      served.respond(request, response);
      if (cookies != null && !response.getHeaders().containsKey(HttpHeaders.SET_COOKIE)) {
        // What is stored is for all, and these are for the one who asks.
        response.getHeaders().put(HttpHeaders.SET_COOKIE, cookies);
      }
    }
  }

  /** The client has its answer: nothing of this one is to be written after it. */
  private static void silence(ContainerResponseContext response) {
    response.setStatus(Status.NO_CONTENT.getStatusCode());
    response.setEntity(null);
    response.getHeaders().clear();
  }

  @Override
  public void write(WriterInterceptorContext context) throws IOException {
    ContainerResponseContext begun = response;
    if (isFinished() || begun == null) {
      context.proceed();
      return;
    }
    OutputStream out = answered ? OutputStream.nullOutputStream() : context.getOutputStream();
    BodyTap tap =
        new BodyTap(out, () -> head.addTo(begun, head.of(begun)), exchange::lost, this::closed);
    this.tap = tap;
    context.setOutputStream(tap);
    boolean written = false;
    try {
      context.proceed();
      tap.settle();
      written = true;
    } finally {
      if (!written) {
        end(Optional.empty());
      } else if (context.getOutputStream() == tap) {
        closed();
      }
    }
  }

  /** Nothing more will be written. */
  private void closed() {
    BodyTap written = tap;
    end(
        written == null || head.isOvertaken() || isShort(written)
            ? Optional.empty()
            : written.body());
  }

  private boolean isShort(BodyTap written) {
    ContainerResponseContext begun = response;
    String declared = begun == null ? null : begun.getHeaderString("Content-Length");
    return declared != null
        && written.body().filter(body -> declared.equals(Integer.toString(body.length))).isEmpty();
  }

  private void end(Optional<byte[]> body) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    exchange.ended(body);
  }

  @Override
  public synchronized boolean isFinished() {
    return over;
  }

  @Override
  public void end(RequestOver over) {
    end(Optional.empty());
  }
}
