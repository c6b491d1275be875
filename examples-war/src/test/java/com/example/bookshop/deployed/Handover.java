package com.example.bookshop.deployed;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Forwards to work that goes on asynchronously with what the forward has made of the request. */
@WebServlet(
    urlPatterns = {"/handover", "/takeover"},
    asyncSupported = true)
public class Handover extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      Object from = request.getAttribute(RequestDispatcher.FORWARD_SERVLET_PATH);
      String by = request.getServletPath() + " by " + request.getParameter("by");
      response.getWriter().print(by + " from " + from + " " + request.getAttribute("original"));
    } else if (request.getServletPath().equals("/takeover")) {
      AsyncContext work = request.startAsync(request, response);
      request.setAttribute("original", work.hasOriginalRequestAndResponse());
      work.dispatch();
    } else {
      request.getRequestDispatcher("/takeover?by=forward").forward(request, response);
    }
  }
}
