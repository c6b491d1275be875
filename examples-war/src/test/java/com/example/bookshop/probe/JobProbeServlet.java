package com.example.bookshop.probe;

import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Asks the probe. */
@WebServlet("/job-probe/*")
public class JobProbeServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @EJB private transient JobProbe probe;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(answer(request));
  }

  private String answer(HttpServletRequest request) {
    String text = request.getParameter("text");
    if (request.getPathInfo().equals("/forget")) {
      JobProbe.forget();
    }
    if (text == null) {
      return JobProbe.seen().toString();
    }
    boolean byOutbox = request.getPathInfo().equals("/outbox");
    try {
      return probe.enqueue(text, byOutbox, request.getParameter("ending"));
    } catch (EJBException e) {
      return e.getMessage();
    }
  }
}
