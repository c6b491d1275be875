package io.buttress.servlet.server;

import io.buttress.servlet.internal.FilterStart;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** An embedded Jetty. */
final class OnJetty extends RunningApp {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final ServletContextHandler context =
      new ServletContextHandler(ServletContextHandler.SESSIONS);

  OnJetty(WebApp app) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    context.setContextPath("/");
    context.setClassLoader(new URLClassLoader(new URL[0], getClass().getClassLoader()));
    ServletHolder servlet = new ServletHolder("app", app.servlet);
    servlet.setAsyncSupported(true);
    if (app.multipart) {
      String folder = Files.createTempDirectory("jetty").toString();
      servlet.getRegistration().setMultipartConfig(new MultipartConfigElement(folder));
    }
    context.addServlet(servlet, "/");
    ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
    errors.addErrorPage(404, "/error-page");
    context.setErrorHandler(errors);
    JettyLogin.add(context, app.login);
    for (Filter filter : app.ahead) {
      add(context, new FilterHolder(filter));
    }
    app.placed.forEach(
        (type, parameters) -> {
          FilterHolder filter = new FilterHolder(type);
          filter.setName(type.getSimpleName());
          filter.setInitParameters(parameters);
          add(context, filter);
        });
    for (Filter filter : app.filters) {
      add(context, new FilterHolder(filter));
    }
    for (Filter filter : app.everywhere) {
      FilterHolder own = new FilterHolder(filter);
      own.setAsyncSupported(true);
      context.addFilter(own, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
    }
    if (app.starterFound) {
      context.addServletContainerInitializer(new FilterStart());
    }
    server.setHandler(context);
    try {
      server.start();
    } catch (Exception e) {
      server.stop();
      throw e;
    }
  }

  private static void add(ServletContextHandler context, FilterHolder filter) {
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
  }

  @Override
  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void undeploy() throws Exception {
    context.stop();
  }

  @Override
  void stop() throws Exception {
    server.stop();
  }
}
