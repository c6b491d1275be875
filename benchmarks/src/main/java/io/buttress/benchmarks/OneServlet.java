package io.buttress.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/** A Tomcat with one servlet, behind what is measured. */
final class OneServlet {
  private OneServlet() {}

  /** Serves all paths, until whoever has started this process ends it, or is gone. */
  static void serve(
      int port, HttpServlet servlet, @Nullable Filter filter, Map<String, String> settings)
      throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("one-servlet").toString());
    tomcat.setPort(port);
    tomcat.getConnector().setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
    tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "servlet", servlet);
    context.addServletMappingDecoded("/*", "servlet");
    if (filter != null) {
      put(context, filter, settings);
    }
    tomcat.start();
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static void put(Context context, Filter filter, Map<String, String> settings) {
    FilterDef definition = new FilterDef();
    definition.setFilterName("measured");
    definition.setFilter(filter);
    settings.forEach(definition::addInitParameter);
    context.addFilterDef(definition);
    FilterMap map = new FilterMap();
    map.setFilterName("measured");
    map.addURLPattern("/*");
    context.addFilterMap(map);
  }
}
