package io.buttress.jaxrs.internal;

import io.buttress.cache.Exchange;
import io.buttress.cache.FieldLines;
import io.buttress.cache.Head;
import io.buttress.cache.Identity;
import io.buttress.http.Field;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells the cache the head of a response when it is known. */
final class AskedHead {
  private final Exchange exchange;
  private final CacheView view;
  private final ServletSide servlet;
  private final boolean answered;
  private final List<Field> ahead;
  private final HiddenCookies cookies;
  private final int cookiesAhead;
  private int cookiesTold;
  private boolean inSession;

  /**
   * @param answered whether the client has its answer already: then that is what stands on the
   *     servlet's response
   */
  AskedHead(Exchange exchange, CacheView view, ServletSide servlet, boolean answered) {
    this.exchange = exchange;
    this.view = view;
    this.servlet = servlet;
    this.answered = answered;
    this.ahead = answered ? List.of() : ResponseFields.of(servlet.response());
    this.cookies = HiddenCookies.of(servlet.request());
    // Those of the answer that the client has are none of this one.
    this.cookiesAhead = answered ? Math.min(cookies.count(), HiddenCookies.UNKNOWN - 1) : 0;
  }

  Head of(ContainerResponseContext response) {
    int status = response.getStatus();
    cookiesTold = cookies.count();
    try {
      Set<Identity> signs = signs();
      inSession = signs.contains(Identity.SESSION);
      FieldLines fields =
          answered
              ? ResponseFields.of(response)
              : ResponseFields.of(response, servlet.response(), ahead);
      return exchange.head(status, fields, signs);
    } catch (IllegalArgumentException e) {
      // Who sets what can be no field has it from a client: nobody else is to get it.
      return exchange.headOfError(status);
    }
  }

  /** What the request has become since it came; where that can't be known, the worst. */
  private Set<Identity> signs() {
    EnumSet<Identity> signs = EnumSet.noneOf(Identity.class);
    HttpServletRequest request = servlet.request();
    if (request == null ? view.isInServlet() : request.getSession(false) != null) {
      signs.add(Identity.SESSION);
    }
    if (request != null && request.getUserPrincipal() != null) {
      signs.add(Identity.USER);
    }
    if (cookiesTold > cookiesAhead) {
      signs.add(Identity.SET_COOKIE);
    }
    return signs;
  }

  /** Whether a session has begun after the head was told, or a cookie was added. */
  boolean isOvertaken() {
    HttpServletRequest request = servlet.request();
    return cookies.count() > cookiesTold
        || (!inSession && request != null && request.getSession(false) != null);
  }

  /** Adds what the cache says; how many bytes of content are kept at most, if any. */
  Optional<Long> addTo(ContainerResponseContext response, Head head) {
    List<Field> added = List.of();
    Optional<Long> cap = Optional.empty();
    if (head instanceof Head.Pass pass) {
      added = pass.added();
    } else if (head instanceof Head.Capture capture) {
      added = capture.added();
      cap = Optional.of(capture.cap());
    }
    added.forEach(field -> response.getHeaders().add(field.name(), field.value()));
    return cap;
  }
}
