package com.example.bookshop.probe;

import com.example.bookshop.probe.LoadProbe.Work;
import io.buttress.jobs.JobQueue;
import io.buttress.jobs.JobRequest;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.stream.IntStream;

/** Adds jobs for the probe. */
@WebServlet("/load-probe")
public class LoadProbeServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient JobQueue jobs;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    String folder = request.getParameter("folder");
    int from = Integer.parseInt(request.getParameter("from"));
    int count = Integer.parseInt(request.getParameter("jobs"));
    int millis = Integer.parseInt(request.getParameter("millis"));
    var unused =
        jobs.enqueueAll(
            IntStream.range(from, from + count)
                .mapToObj(i -> JobRequest.of(LoadProbe.TYPE, new Work(folder, i, millis)))
                .toList());
  }
}
