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
    String id = request.getParameter("id");
    String way = request.getPathInfo();
    if (way.equals("/seen")) {
      return String.join("\n", JobProbe.seen(id));
    }
    try {
      return probe.enqueue(id, way.equals("/outbox"), request.getParameter("ending"));
    } catch (EJBException e) {
      return String.valueOf(e.getCausedByException());
    }
  }
}
