package io.buttress.servlet.internal;

import io.buttress.config.ApplicationConfig;
import io.buttress.servlet.DeploymentCheck;
import io.buttress.servlet.RateLimitFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Found by the servlet container: puts the limiter in front of the application if a property asks
 * for limits and web.xml does not place the filter itself. So an application whose web.xml nobody
 * wants to touch needs the jar and a property. And sees to it that the settings are checked.
 */
public final class FilterStart implements ServletContainerInitializer {
  private static final String NAME = "buttress-rate-limit";
  private static final String PREFIX = "buttress.rate-limit.";

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    if (isPlaced(context) || place(context)) {
      context.addListener(DeploymentCheck.of(context));
    }
  }

  private static boolean place(ServletContext context) {
    if (!ApplicationConfig.asksFor(PREFIX, context.getClassLoader())) {
      return false;
    }
    FilterRegistration.Dynamic filter = context.addFilter(NAME, new RateLimitFilter());
    if (filter == null) {
      // There is one of that name, of whatever class: then somebody has placed it.
      return false;
    }
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    return true;
  }

  private static boolean isPlaced(ServletContext context) {
    return context.getFilterRegistrations().values().stream()
        .anyMatch(filter -> RateLimitFilter.class.getName().equals(filter.getClassName()));
  }
}
