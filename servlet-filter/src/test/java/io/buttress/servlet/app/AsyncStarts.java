package io.buttress.servlet.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** How applications start asynchronous work, a path for each; the answer tells what they see. */
public final class AsyncStarts implements OneStep.Step {
  /** Every path that it knows. */
  public static final List<String> PATHS =
      List.of(
          "/own",
          "/named",
          "/timeout",
          "/again",
          "/again/a%20b;x=1",
          "/again-named",
          "/forward/named",
          "/forward/again",
          "/forward/again-named",
          "/forward/later",
          "/forward/later-named");

  @Override
  public void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String path = request.getServletPath();
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      Object from = request.getAttribute(RequestDispatcher.FORWARD_REQUEST_URI);
      String as = request.getParameter("as") + " of " + request.getQueryString();
      response.getWriter().write(path + " as " + as + " from " + from);
    } else if (path.startsWith("/forward")) {
      String target = path.substring("/forward".length()) + "?as=forwarded";
      CountDownLatch returned = new CountDownLatch(1);
      request.setAttribute("returned", returned);
      request.getRequestDispatcher(target).forward(request, response);
      returned.countDown();
    } else {
      AsyncContext async =
          path.endsWith("named") ? request.startAsync(request, response) : request.startAsync();
      if (path.equals("/timeout")) {
        async.setTimeout(100);
        async.addListener(new Answering(async));
      } else if (path.startsWith("/again")) {
        async.dispatch();
      } else if (path.startsWith("/later")) {
        CountDownLatch returned = (CountDownLatch) request.getAttribute("returned");
        async.start(() -> dispatchAfter(returned, async));
      } else {
        tell(async, request, response);
        async.complete();
      }
    }
  }

  /** Answers when the work has taken too long, by what it is told then. */
  private record Answering(AsyncContext started) implements AsyncListener {
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      AsyncContext async = event.getAsyncContext();
      boolean original = async.hasOriginalRequestAndResponse();
      async.getResponse().getWriter().write((async == started) + " " + original);
      async.complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private static void dispatchAfter(CountDownLatch returned, AsyncContext async) {
    try {
      returned.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    async.dispatch();
  }

  private static void tell(
      AsyncContext async, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean both = async.getRequest() == request && async.getResponse() == response;
    boolean same = request.getAsyncContext() == async;
    String told = async.hasOriginalRequestAndResponse() + " " + both + " " + same;
    response.getWriter().write(told);
  }
}
