package io.buttress.jaxrs.server;

import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import org.glassfish.jersey.jdkhttp.JdkHttpServerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/** Jersey without a servlet container. */
final class JerseyOnJdk extends RestServer {
  private final HttpServer http;

  JerseyOnJdk(Deployed deployed) throws Exception {
    super(deployed);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader());
    try {
      URI uri = URI.create("http://127.0.0.1:0" + PREFIX + "/");
      ResourceConfig config = ResourceConfig.forApplicationClass(deployed.application());
      http = JdkHttpServerFactory.createHttpServer(uri, config);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public int port() {
    return http.getAddress().getPort();
  }

  @Override
  void stop() {
    http.stop(0);
  }
}
