package io.buttress.jaxrs.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Cookies that were added to the servlet's response, of which its fields do not tell. Undertow
 * keeps them apart until it sends the head, and what is injected is a proxy that leads to nothing
 * but the Servlet API: so its own request is asked, which is that of the thread.
 */
final class HiddenCookies {
  private static final String CURRENT = "io.undertow.servlet.handlers.ServletRequestContext";
  static final int UNKNOWN = Integer.MAX_VALUE;

  private final @Nullable Object exchange;
  private final boolean relevant;

  private HiddenCookies(boolean relevant, @Nullable Object exchange) {
    this.relevant = relevant;
    this.exchange = exchange;
  }

  /**
   * Of the request of this thread.
   *
   * @param request null outside of a servlet container
   */
  static HiddenCookies of(@Nullable HttpServletRequest request) {
    Class<?> container = request == null ? Object.class : request.getServletContext().getClass();
    if (!container.getName().startsWith("io.undertow.")) {
      return new HiddenCookies(false, null);
    }
    try {
      Class<?> type = Class.forName(CURRENT, false, container.getClassLoader());
      Object current = type.getMethod("current").invoke(null);
      return new HiddenCookies(
          true, current == null ? null : type.getMethod("getExchange").invoke(current));
    } catch (ReflectiveOperationException e) {
      return new HiddenCookies(true, null);
    }
  }

  /** How many there are by now; {@link #UNKNOWN} if that can't be known. */
  int count() {
    if (!relevant) {
      return 0;
    }
    try {
      Object cookies =
          exchange == null
              ? null
              : exchange.getClass().getMethod("responseCookies").invoke(exchange);
      return cookies instanceof Iterable<?> all
          ? (int) StreamSupport.stream(all.spliterator(), false).count()
          : UNKNOWN;
    } catch (ReflectiveOperationException e) {
      return UNKNOWN;
    }
  }
}
