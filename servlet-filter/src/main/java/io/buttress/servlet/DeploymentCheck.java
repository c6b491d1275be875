package io.buttress.servlet;

import io.buttress.Buttress;
import io.buttress.Environment;
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
 * Starts Buttress with an application that has registered one of its filters, so that a mistake in
 * the settings stops the deployment: some containers (WildFly) make filters only when the first
 * request comes. Does nothing for an application without one. Named in web-fragment.xml; as an
 * application can switch fragments off by {@code metadata-complete}, the initializer of the jar
 * brings one more, and two do no harm.
 */
public final class DeploymentCheck implements ServletContextListener {
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
    Placed all = placed == null ? look(event.getServletContext()) : placed;
    all.filters.forEach(filter -> check(filter, all.environment));
  }

  private void check(FilterRegistration filter, Environment environment) {
    try {
      if (buttress == null) {
        buttress = Buttress.acquire(environment);
      }
      Map<String, String> parameters = filter.getInitParameters();
      String source = EngineFilter.sourceOfParameters(filter.getName());
      PlacedFilter.find(filter.getClassName()).orElseThrow().check(buttress, parameters, source);
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
