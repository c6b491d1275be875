package io.buttress.jaxrs.server;

import io.undertow.Undertow;
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
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.ws.rs.core.Application;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher;

/** RESTEasy as a servlet in Undertow, as in WildFly. */
final class ResteasyOnUndertow extends RestServer {
  private final ServletContainer container = Servlets.newContainer();
  private final DeploymentInfo info;
  private final DeploymentManager deployment;
  private final Undertow undertow;

  ResteasyOnUndertow(Deployed deployed) throws Exception {
    super(deployed);
    info =
        Servlets.deployment().setClassLoader(loader()).setContextPath("").setDeploymentName("rest");
    deployed.applications().forEach((path, each) -> info.addServlet(servlet(path, each)));
    if (deployed.hasInitializer()) {
      ServletContainerInitializer initializer = initializer();
      info.addServletContainerInitializer(
          new ServletContainerInitializerInfo(
              initializer.getClass(), new ImmediateInstanceFactory<>(initializer), Set.of()));
    }
    deployed.filters().forEach(filter -> addFilter(info, filter));
    deployment = container.addDeployment(info);
    deployment.deploy();
    undertow = Undertow.builder().addHttpListener(0, "127.0.0.1").setHandler(start()).build();
    undertow.start();
  }

  private static ServletInfo servlet(String path, Class<? extends Application> application) {
    return Servlets.servlet("rest" + path, HttpServlet30Dispatcher.class)
        .setAsyncSupported(true)
        .setLoadOnStartup(1)
        .addInitParam("jakarta.ws.rs.Application", application.getName())
        .addInitParam("resteasy.servlet.mapping.prefix", path)
        .addMapping(path + "/*");
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

  private static void addFilter(DeploymentInfo info, Filter filter) {
    String name = filter.getClass().getName();
    FilterInfo added =
        new FilterInfo(name, filter.getClass(), new ImmediateInstanceFactory<>(filter));
    info.addFilter(added.setAsyncSupported(true));
    info.addFilterUrlMapping(name, "/*", DispatcherType.REQUEST);
  }

  @Override
  public int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
  }

  @Override
  void stop() throws ServletException {
    undertow.stop();
    deployment.stop();
    deployment.undeploy();
    container.removeDeployment(info);
  }
}
