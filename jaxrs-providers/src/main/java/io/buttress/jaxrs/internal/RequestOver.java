package io.buttress.jaxrs.internal;

import io.buttress.http.RequestMarks;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a request has ended.
 *
 * @param declaredCost what the application says it costs
 * @param status what the client was told, where that is known
 */
record RequestOver(OptionalLong declaredCost, OptionalInt status) {
  /** One that was not asynchronous; it does not know its response. */
  static RequestOver of(ServletRequest request) {
    return new RequestOver(
        RequestMarks.cost(request.getAttribute(RequestMarks.COST)), OptionalInt.empty());
  }

  /** One that was asynchronous. */
  static RequestOver of(AsyncEvent event) {
    try {
      AsyncContext context = event.getAsyncContext();
      OptionalInt status =
          context.getResponse() instanceof HttpServletResponse response
              ? OptionalInt.of(response.getStatus())
              : OptionalInt.empty();
      return new RequestOver(of(context.getRequest()).declaredCost(), status);
    } catch (IllegalStateException e) {
      // Some containers have no request any more.
      return new RequestOver(OptionalLong.empty(), OptionalInt.empty());
    }
  }
}
