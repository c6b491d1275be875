package io.buttress.servlet.internal;

import io.buttress.config.ApplicationConfig;
import io.buttress.error.ConfigurationException;
import io.buttress.servlet.DeploymentCheck;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Found by the servlet container: puts a filter in front of the application if a property asks for
 * its feature and web.xml does not place the filter itself. So an application whose web.xml nobody
 * wants to touch needs the jar and a property. And sees to it that the settings are checked.
 */
public final class FilterStart implements ServletContainerInitializer {
  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context)
      throws ServletException {
    try {
      boolean any = false;
      for (PlacedFilter filter : PlacedFilter.ALL) {
        any |= isPlaced(filter, context) || place(filter, context);
      }
      if (any || ApplicationConfig.asksForAnything(context.getClassLoader())) {
        context.addListener(DeploymentCheck.of(context));
      }
    } catch (ConfigurationException e) {
      throw new ServletException(e.getMessage(), e);
    }
  }

  private static boolean place(PlacedFilter filter, ServletContext context) {
    if (!ApplicationConfig.asksFor(filter.prefix(), context.getClassLoader())) {
      return false;
    }
    FilterRegistration.Dynamic added = context.addFilter(filter.registration(), filter.make());
    if (added == null) {
      // There is one of that name, of whatever class: then somebody has placed it.
      return false;
    }
    added.setAsyncSupported(true);
    added.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    return true;
  }

  private static boolean isPlaced(PlacedFilter filter, ServletContext context) {
    return context.getFilterRegistrations().values().stream()
        .anyMatch(registered -> filter.is(registered.getClassName()));
  }
}
