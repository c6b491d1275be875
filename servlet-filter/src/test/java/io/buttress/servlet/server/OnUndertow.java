package io.buttress.servlet.server;

import io.buttress.servlet.internal.FilterStart;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.Set;

/** An embedded Undertow, which is what WildFly has. */
final class OnUndertow extends RunningApp {
  private final ServletContainer container = Servlets.newContainer();
  private final DeploymentInfo info =
      Servlets.deployment()
          // Of its own, or two applications would share what each has once.
          .setClassLoader(new URLClassLoader(new URL[0], OnUndertow.class.getClassLoader()))
          .setContextPath("")
          .setDeploymentName("app");
  private final DeploymentManager deployment;
  private final Undertow undertow;

  OnUndertow(WebApp app) throws Exception {
    info.addServlet(servlet(app));
    info.addErrorPage(Servlets.errorPage("/error-page", 404));
    app.ahead.forEach(filter -> add(filter, DispatcherType.REQUEST));
    app.placed.forEach(
        (type, parameters) -> {
          FilterInfo filter = new FilterInfo(type.getSimpleName(), type);
          parameters.forEach(filter::addInitParam);
          add(filter, DispatcherType.REQUEST);
        });
    app.filters.forEach(filter -> add(filter, DispatcherType.REQUEST));
    app.everywhere.forEach(filter -> add(filter, DispatcherType.REQUEST, DispatcherType.ASYNC));
    if (app.starterFound) {
      info.addServletContainerInitializer(
          new ServletContainerInitializerInfo(
              FilterStart.class, new ImmediateInstanceFactory<>(new FilterStart()), Set.of()));
    }
    deployment = container.addDeployment(info);
    deployment.deploy();
    undertow =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(start())
            // By default nothing is uploaded that is longer than 2 MiB.
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
            .setServerOption(UndertowOptions.MULTIPART_MAX_ENTITY_SIZE, -1L)
            .build();
    undertow.start();
  }

  private static ServletInfo servlet(WebApp app) throws IOException {
    ServletInfo servlet =
        Servlets.servlet("app", app.servlet.getClass(), new ImmediateInstanceFactory<>(app.servlet))
            .setAsyncSupported(true)
            .addMapping("/");
    if (app.multipart) {
      String folder = Files.createTempDirectory("undertow").toString();
      servlet.setMultipartConfig(new MultipartConfigElement(folder));
    }
    return servlet;
  }

  private void add(Filter filter, DispatcherType... dispatchers) {
    add(
        new FilterInfo(
            filter.toString(), filter.getClass(), new ImmediateInstanceFactory<>(filter)),
        dispatchers);
  }

  private void add(FilterInfo filter, DispatcherType... dispatchers) {
    info.addFilter(filter.setAsyncSupported(true));
    for (DispatcherType dispatcher : dispatchers) {
      info.addFilterUrlMapping(filter.getName(), "/*", dispatcher);
    }
  }

  /** If it fails, the application ends, as in WildFly. */
  private HttpHandler start() throws ServletException {
    try {
      return deployment.start();
    } catch (ServletException | RuntimeException e) {
      deployment.undeploy();
      throw e;
    }
  }

  @Override
  int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  public void undeploy() throws ServletException {
    deployment.stop();
    deployment.undeploy();
    container.removeDeployment(info);
  }

  @Override
  void stop() throws ServletException {
    undertow.stop();
    if (deployment.getState() == DeploymentManager.State.STARTED) {
      undeploy();
    }
  }
}
