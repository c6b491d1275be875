package io.buttress.servlet.internal;

import io.buttress.cache.Exchange;
import io.buttress.cache.Exchange.Head;
import io.buttress.cache.FieldLines;
import io.buttress.cache.Identity;
import io.buttress.cache.Reply;
import io.buttress.http.Field;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the application, and tells the cache what it answers. */
public final class CachedExchange {
  private static final Logger LOG = System.getLogger(CachedExchange.class.getName());

  private final Exchange exchange;
  private final ServletRequestView view;
  private final HttpServletResponse response;

  private CachedExchange(Exchange exchange, ServletRequestView view, HttpServletResponse response) {
    this.exchange = exchange;
    this.view = view;
    this.response = response;
  }

  /** The client waits for the answer, and gets it while it is copied. */
  public static void run(
      Exchange exchange, ServletRequestView view, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    new CachedExchange(exchange, view, response).run(chain);
  }

  private void run(FilterChain chain) throws IOException, ServletException {
    CapturingResponse capturing = new CapturingResponse(response, this::head);
    HttpServletRequest paired = capturing.pairedWith(asked(exchange, view.request()));
    boolean returned = false;
    try {
      chain.doFilter(paired, capturing);
      returned = true;
    } catch (IOException | ServletException | RuntimeException e) {
      if (!standIn(capturing)) {
        throw e;
      }
      LOG.log(Level.WARNING, "The application has failed; the client gets what is stored", e);
    } finally {
      if (returned) {
        capturing.returned(paired, () -> exchange.ended(body(capturing)));
      } else {
        // A second end is none.
        exchange.ended(Optional.empty());
      }
    }
  }

  private boolean standIn(CapturingResponse capturing) throws IOException {
    capturing.failed();
    Optional<Reply> stored =
        response.isCommitted() || capturing.isDiscarded() ? Optional.empty() : exchange.broken();
    if (stored.isPresent()) {
      response.reset();
      CacheAnswer.send(stored.get(), response);
    }
    return stored.isPresent();
  }

  private static Optional<byte[]> body(CapturingResponse capturing) {
    boolean whole = capturing.isIntact() && !capturing.isErrorSent() && !capturing.hasTrailers();
    return whole ? capturing.body() : Optional.empty();
  }

  /** The head of the answer is known. */
  private Course head(CapturingResponse capturing) {
    FieldLines fields = new FieldLines(capturing.fields());
    Head head = exchange.head(capturing.status(), fields, signs(view.request()));
    if (head instanceof Head.Pass pass) {
      add(pass.added());
      return Course.PASS;
    }
    if (head instanceof Head.Capture capture) {
      add(capture.added());
      return Course.capture(capture.cap());
    }
    if (head instanceof Head.Replace replace) {
      try {
        response.reset();
        CacheAnswer.send(replace.reply(), response);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Course.DISCARD;
    }
    throw new AssertionError(head);
  }

  private void add(List<Field> added) {
    added.forEach(field -> response.addHeader(field.name(), field.value()));
  }

  /** What the request has become since it came. */
  private static Set<Identity> signs(HttpServletRequest request) {
    EnumSet<Identity> signs = EnumSet.noneOf(Identity.class);
    HttpSession session = request.getSession(false);
    if (session != null) {
      signs.add(Identity.SESSION);
    }
    return signs;
  }

  private static HttpServletRequest asked(Exchange exchange, HttpServletRequest request) {
    Map<String, List<String>> changed = exchange.requestFields();
    return changed.isEmpty()
        ? request
        : new RequestWithHeaders(request, changed, exchange.requestTime());
  }

  /** Fetches anew what the client has got already; nothing of it may reach the client. */
  public static void refresh(
      Exchange exchange, ServletRequestView view, HttpServletResponse response, FilterChain chain) {
    DetachedResponse detached = new DetachedResponse(response);
    HttpServletRequest request = new DetachedRequest(asked(exchange, view.request()));
    try {
      chain.doFilter(request, detached);
      FieldLines fields = new FieldLines(detached.fields());
      Head head = exchange.head(detached.getStatus(), fields, signs(view.request()));
      if (!(head instanceof Head.Replace)) {
        boolean kept = head instanceof Head.Capture;
        exchange.ended(kept ? detached.body() : Optional.empty());
      }
    } catch (IOException | ServletException | RuntimeException e) {
      LOG.log(Level.WARNING, "What is stored could not be fetched anew", e);
    } finally {
      exchange.ended(Optional.empty());
    }
  }

  /** Runs it when the request has been answered, asynchronous work included. */
  public static void whenOver(HttpServletRequest request, Runnable action) {
    if (request.isAsyncStarted()) {
      request.getAsyncContext().addListener(new WhenComplete(action));
    } else {
      action.run();
    }
  }

  /** The fields of a response, as far as the container shows them. */
  public static FieldLines fields(HttpServletResponse response) {
    return new FieldLines(ResponseHead.of(response, response.getStatus()).fields());
  }
}
