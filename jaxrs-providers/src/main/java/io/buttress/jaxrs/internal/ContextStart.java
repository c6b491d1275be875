package io.buttress.jaxrs.internal;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Found by the servlet container: listens to the ends of requests and of the application. JAX-RS
 * tells neither in a way that all implementations share.
 */
public final class ContextStart implements ServletContainerInitializer {
  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    String path = context.getContextPath();
    ApplicationEnd.start(context.getClassLoader(), path.isEmpty() ? "/" : path);
    context.addListener(new RequestEnd());
    context.addListener(new ContextEnd());
  }

  /** Tells the application's end; and at its begin whether the settings have mistakes. */
  private static final class ContextEnd implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      ApplicationEnd.check(event.getServletContext().getClassLoader());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      ApplicationEnd.end(event.getServletContext().getClassLoader());
    }
  }
}
