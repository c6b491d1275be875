package io.buttress.servlet;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.config.ApplicationConfig;
import io.buttress.error.ButtressException;
import io.buttress.servlet.internal.PlacedFilter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts Buttress with an application that has registered one of its filters, or that has any
 * property for it, so that a mistake in the settings stops the deployment: some containers
 * (WildFly) make filters only when the first request comes, and a feature whose name is misspelt
 * places none. Does nothing for other applications. Named in web-fragment.xml; as an application
 * can switch fragments off by {@code metadata-complete}, the initializer of the jar brings one
 * more, and two do no harm.
 */
public final class DeploymentCheck implements ServletContextListener {
  /**
   * Tomcat goes on to call listeners after one has failed: twice the same message is one too many.
   */
  private static final String FAILED = DeploymentCheck.class.getName() + ".failed";

  private final @Nullable Placed placed;
  private @Nullable Buttress buttress;

  /** What there is to check, as far as somebody knows it already. */
  private record Placed(Environment environment, List<FilterRegistration> filters) {}

  /** For the container. */
  public DeploymentCheck() {
    this(null);
  }

  private DeploymentCheck(@Nullable Placed placed) {
    this.placed = placed;
  }

  /**
   * Of the filters that are registered by now: a listener that is added by code may not ask for
   * them itself.
   */
  public static DeploymentCheck of(ServletContext context) {
    return new DeploymentCheck(look(context));
  }

  private static Placed look(ServletContext context) {
    return new Placed(
        EngineFilter.environment(context),
        context.getFilterRegistrations().values().stream()
            .<FilterRegistration>map(filter -> filter)
            .filter(filter -> PlacedFilter.find(filter.getClassName()).isPresent())
            .toList());
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    if (context.getAttribute(FAILED) != null) {
      return;
    }
    Placed all = placed == null ? look(context) : placed;
    if (all.filters.isEmpty()
        && !ApplicationConfig.asksForAnything(all.environment.classLoader())) {
      return;
    }
    try {
      Buttress acquired = Buttress.acquire(all.environment);
      buttress = acquired;
      all.filters.forEach(filter -> check(filter, acquired));
    } catch (ButtressException e) {
      context.setAttribute(FAILED, true);
      release();
      throw e;
    }
  }

  private static void check(FilterRegistration filter, Buttress buttress) {
    Map<String, String> parameters = filter.getInitParameters();
    String source = EngineFilter.sourceOfParameters(filter.getName());
    PlacedFilter.find(filter.getClassName()).orElseThrow().check(buttress, parameters, source);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    event.getServletContext().removeAttribute(FAILED);
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
