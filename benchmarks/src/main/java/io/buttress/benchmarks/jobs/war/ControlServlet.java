package io.buttress.benchmarks.jobs.war;

import io.buttress.benchmarks.jobs.Conversation;
import io.buttress.jobs.JobOperations;
import io.buttress.jobs.JobQueue;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Takes the commands that other processes read from their standard input. */
@WebServlet("/control")
public class ControlServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient JobQueue queue;
  @Inject private transient JobOperations operations;
  private transient Conversation conversation;

  /** For the container. */
  public ControlServlet() {}

  @Override
  protected synchronized void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (conversation == null) {
      conversation = new Conversation(new ServerWorker(queue, operations));
    }
    String command = request.getParameter("command");
    response.getWriter().print(command == null ? "ready" : conversation.answer(command));
  }
}
