package io.buttress.servlet.server;

import io.buttress.servlet.internal.FilterStart;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** An embedded Tomcat. */
final class OnTomcat extends RunningApp {
  private static final Logger LOG = Logger.getLogger("org.apache");

  static {
    LOG.setLevel(Level.OFF);
  }

  private final Tomcat tomcat = new Tomcat();
  private final Context context;

  OnTomcat(WebApp app) throws Exception {
    String expected = System.getProperty("test.tomcat", "");
    if (!ServerInfo.getServerNumber().startsWith(expected)) {
      throw new IllegalStateException("no " + expected + ": " + ServerInfo.getServerInfo());
    }
    Path folder = Files.createTempDirectory("tomcat");
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    context = tomcat.addContext("", folder.toString());
    context.setParentClassLoader(getClass().getClassLoader());
    Wrapper servlet = Tomcat.addServlet(context, "app", app.servlet);
    servlet.setAsyncSupported(true);
    if (app.multipart) {
      servlet.setMultipartConfigElement(new MultipartConfigElement(""));
    }
    context.addServletMappingDecoded("/", "app");
    ErrorPage error = new ErrorPage();
    error.setErrorCode(404);
    error.setLocation("/error-page");
    context.addErrorPage(error);
    TomcatLogin.add(tomcat, context, app.login);
    addAll(context, app.ahead);
    app.placed.forEach(
        (type, parameters) -> {
          FilterDef filter = define(type.getSimpleName());
          filter.setFilterClass(type.getName());
          parameters.forEach(filter::addInitParameter);
          add(context, filter);
        });
    addAll(context, app.filters);
    for (Filter filter : app.everywhere) {
      FilterDef own = define(filter.toString());
      own.setFilter(filter);
      add(context, own, DispatcherType.REQUEST, DispatcherType.ASYNC);
    }
    if (app.starterFound) {
      context.addServletContainerInitializer(new FilterStart(), null);
    }
    tomcat.start();
    if (context.getState() != LifecycleState.STARTED) {
      stop();
      throw new IllegalStateException("the application did not start");
    }
  }

  private static void addAll(Context context, List<Filter> filters) {
    for (Filter filter : filters) {
      FilterDef own = define(filter.toString());
      own.setFilter(filter);
      add(context, own);
    }
  }

  private static FilterDef define(String name) {
    FilterDef filter = new FilterDef();
    filter.setFilterName(name);
    filter.setAsyncSupported("true");
    return filter;
  }

  private static void add(Context context, FilterDef filter, DispatcherType... dispatchers) {
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName(filter.getFilterName());
    map.addURLPatternDecoded("/*");
    for (DispatcherType dispatcher : dispatchers) {
      map.setDispatcher(dispatcher.name());
    }
    context.addFilterMap(map);
  }

  @Override
  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void undeploy() throws Exception {
    context.stop();
  }

  @Override
  void stop() throws Exception {
    tomcat.stop();
    tomcat.destroy();
  }
}
