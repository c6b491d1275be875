package io.buttress.jaxrs.server;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.ws.rs.core.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jersey as a servlet in Tomcat. */
final class JerseyOnTomcat extends RestServer {
  static {
    // A JVM has one, and may have several Tomcats, each with classes of its own.
    TomcatURLStreamHandlerFactory.disable();
    // Failures of the applications are what is tested.
    Logger.getLogger("org.apache").setLevel(Level.OFF);
    Logger.getLogger("org.glassfish.jersey").setLevel(Level.OFF);
  }

  private final Tomcat tomcat = new Tomcat();

  JerseyOnTomcat(Deployed deployed) throws Exception {
    super(deployed);
    tomcat.setBaseDir(folder().toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", folder().toString());
    context.setParentClassLoader(loader());
    if (deployed.hasInitializer()) {
      context.addServletContainerInitializer(initializer(), null);
    }
    deployed.filters().forEach(filter -> addFilter(context, filter));
    List<Wrapper> servlets = new ArrayList<>();
    deployed.applications().forEach((path, each) -> servlets.add(addServlet(context, path, each)));
    tomcat.start();
    if (context.getState() != LifecycleState.STARTED) {
      stop();
      throw new IllegalStateException("the application did not start");
    }
    for (Wrapper servlet : servlets) {
      load(servlet, context);
    }
  }

  private static Wrapper addServlet(
      Context context, String path, Class<? extends Application> application) {
    Wrapper servlet = Tomcat.addServlet(context, "rest" + path, ServletContainer.class.getName());
    servlet.addInitParameter("jakarta.ws.rs.Application", application.getName());
    servlet.setAsyncSupported(true);
    context.addServletMappingDecoded(path + "/*", servlet.getName());
    return servlet;
  }

  /** Not when the context starts, which would keep the reason of a failure to itself. */
  private void load(Wrapper servlet, Context context) throws Exception {
    ClassLoader before = context.bind(false, null);
    try {
      servlet.load();
    } catch (ServletException e) {
      stop();
      throw e;
    } finally {
      context.unbind(false, before);
    }
  }

  private static void addFilter(Context context, Filter filter) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(filter.getClass().getName());
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName(definition.getFilterName());
    mapping.addURLPattern("/*");
    context.addFilterMap(mapping);
  }

  @Override
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
