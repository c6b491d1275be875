package io.buttress.servlet;

import io.buttress.Buttress;
import io.buttress.error.ButtressException;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts Buttress with an application that has registered a {@link RateLimitFilter}, so that a
 * mistake in the settings stops the deployment: some containers (WildFly) make filters only when
 * the first request comes. Does nothing for an application without one. Named in web-fragment.xml.
 */
public final class DeploymentCheck implements ServletContextListener {
  private @Nullable Buttress buttress;

  /** For the container. */
  public DeploymentCheck() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    context.getFilterRegistrations().values().stream()
        .filter(filter -> RateLimitFilter.class.getName().equals(filter.getClassName()))
        .forEach(filter -> check(filter, context));
  }

  private void check(FilterRegistration filter, ServletContext context) {
    try {
      if (buttress == null) {
        buttress = Buttress.acquire(RateLimitFilter.environment(context));
      }
      Map<String, String> parameters = filter.getInitParameters();
      var unused =
          buttress.rateLimits(parameters, RateLimitFilter.sourceOfParameters(filter.getName()));
    } catch (ButtressException e) {
      release();
      throw e;
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    release();
  }

  private void release() {
    Buttress held = buttress;
    buttress = null;
    if (held != null) {
      held.release();
    }
  }
}
