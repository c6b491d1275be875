package io.buttress.servlet.internal;

import io.buttress.cache.Exchange;
import io.buttress.cache.FieldLines;
import io.buttress.cache.Head;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the application, and tells the cache what it answers. */
public final class CachedExchange {
  private static final Logger LOG = System.getLogger(CachedExchange.class.getName());

  /** Fields that the cache goes by. */
  private static final Set<String> OF_THE_CACHE =
      Set.of(
          "age",
          "cache-control",
          "cache-groups",
          "cache-tag",
          "cdn-cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-location",
          "content-security-policy",
          "content-security-policy-report-only",
          "content-type",
          "etag",
          "expires",
          "last-modified",
          "set-cookie",
          "surrogate-key",
          "vary");

  private final Exchange exchange;
  private final ServletRequestView view;
  private final HttpServletResponse response;
  private final List<Field> ahead;
  private boolean inSession;

  private CachedExchange(Exchange exchange, ServletRequestView view, HttpServletResponse response) {
    this.exchange = exchange;
    this.view = view;
    this.response = response;
    this.ahead = ResponseHead.of(response, response.getStatus()).fields();
  }

  /** The client waits for the answer, and gets it while it is copied. */
  public static void run(
      Exchange exchange, ServletRequestView view, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (view.header("Range") != null && ContainerHabits.of(response).sendsWrappersWholeFiles()) {
      pass(exchange, view, response, chain);
    } else {
      new CachedExchange(exchange, view, response).run(chain);
    }
  }

  /** The client gets the answer, and nobody else. */
  private static void pass(
      Exchange exchange, ServletRequestView view, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(view.request(), response);
    } finally {
      exchange.ended(Optional.empty());
    }
  }

  private void run(FilterChain chain) throws IOException, ServletException {
    CapturingResponse capturing = new CapturingResponse(response, this::head);
    capturing.awaitEnd(exchange.awaited());
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
        boolean waits = paired.isAsyncStarted();
        capturing.returned(paired, () -> exchange.ended(body(capturing, waits)));
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
      replace(stored.get());
    }
    return stored.isPresent();
  }

  /** What filters ahead have put on the response stays, and so does a session that has begun. */
  private void replace(Reply reply) throws IOException {
    List<String> cookies = List.copyOf(response.getHeaders("Set-Cookie"));
    List<String> own = reply.fields().values("Set-Cookie");
    response.reset();
    for (Field field : ahead) {
      if (!field.name().equalsIgnoreCase("Set-Cookie")) {
        response.addHeader(field.name(), field.value());
      }
    }
    for (String cookie : cookies) {
      if (!own.contains(cookie)) {
        response.addHeader("Set-Cookie", cookie);
      }
    }
    CacheAnswer.send(reply, response);
  }

  private Optional<byte[]> body(CapturingResponse capturing, boolean asynchronous) {
    boolean whole =
        capturing.isIntact()
            && !capturing.isErrorSent()
            && !capturing.hasTrailers()
            && (asynchronous || inSession || view.request().getSession(false) == null);
    return whole ? capturing.body() : Optional.empty();
  }

  /** The head of the answer is known. */
  private Course head(CapturingResponse capturing) {
    int status = capturing.status();
    if (response.isCommitted()) {
      return sentUnseen(status, capturing);
    }
    Set<Identity> signs = signs(view.request());
    inSession = signs.contains(Identity.SESSION);
    boolean unseen = capturing.isErrorSent() && status >= HttpServletResponse.SC_BAD_REQUEST;
    Optional<byte[]> whole = capturing.isComplete() ? body(capturing, false) : Optional.empty();
    Head head =
        unseen ? exchange.headOfError(status) : exchange.head(status, own(capturing), signs, whole);
    if (head instanceof Head.Pass pass) {
      add(pass.added());
      return Course.PASS;
    }
    if (head instanceof Head.Capture capture) {
      add(capture.added());
      return Course.capture(capture.cap(), exchange::lost);
    }
    if (head instanceof Head.Replace replace) {
      try {
        replace(replace.reply());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Course.DISCARD;
    }
    throw new AssertionError(head);
  }

  /** What it has changed is changed, and nobody else is to get it. */
  private Course sentUnseen(int status, CapturingResponse capturing) {
    if (view.method().equals("POST")) {
      Head unused = exchange.head(status, own(capturing), EnumSet.of(Identity.SESSION));
    }
    return Course.PASS;
  }

  /**
   * Without what filters ahead say of this request, and Jetty by Date: they say it again of the
   * next. What tells how the response may be used counts whoever says it.
   */
  private FieldLines own(CapturingResponse capturing) {
    return new FieldLines(
        capturing.fields().stream()
            .filter(
                field ->
                    !ahead.contains(field)
                        || (OF_THE_CACHE.contains(field.name().toLowerCase(Locale.ROOT))
                            && !isOfContainer(field)))
            .toList());
  }

  /** Of fields that were there ahead of the application: what Tomcat says under security. */
  private boolean isOfContainer(Field field) {
    return exchange.overridesContainer()
        && field.name().equalsIgnoreCase("Cache-Control")
        && field.value().equals("private");
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
    DetachedResponse detached = new DetachedResponse(response, exchange.largestBody());
    DetachedRequest request =
        new DetachedRequest(asked(exchange, view.request()), exchange.requestTime());
    try {
      chain.doFilter(request, new IncludeGuard(detached, request));
      FieldLines fields = new FieldLines(detached.fields());
      Head head = exchange.head(detached.getStatus(), fields, signs(request));
      if (!(head instanceof Head.Replace)) {
        boolean kept = head instanceof Head.Capture;
        exchange.ended(kept ? detached.body() : Optional.empty());
      }
    } catch (IOException | ServletException | RuntimeException e) {
      if (isRefused(e)) {
        exchange.needsClient();
      }
      LOG.log(Level.WARNING, "What is stored could not be fetched anew", e);
    } finally {
      exchange.ended(Optional.empty());
    }
  }

  /** As of asynchronous work, and of a forward on Jetty, once the client has been answered. */
  private static boolean isRefused(Throwable thrown) {
    return thrown instanceof IllegalStateException
        || (thrown.getCause() != null && isRefused(thrown.getCause()));
  }
}
