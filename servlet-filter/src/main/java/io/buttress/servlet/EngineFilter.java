package io.buttress.servlet;

import io.buttress.Buttress;
import io.buttress.Environment;
import io.buttress.error.ButtressException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the application's runtime from init to destroy, and leads requests of the REQUEST dispatch
 * to a feature's engine; all others pass untouched.
 *
 * @param <E> the engine
 */
abstract class EngineFilter<E> implements Filter {
  private @Nullable Buttress buttress;
  private @Nullable E engine;

  @Override
  public final void init(FilterConfig config) throws ServletException {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String name : Collections.list(config.getInitParameterNames())) {
      parameters.put(name, config.getInitParameter(name));
    }
    try {
      Buttress acquired = Buttress.acquire(environment(config.getServletContext()));
      buttress = acquired;
      engine = engine(acquired, parameters, sourceOfParameters(config.getFilterName()));
      begin(acquired, config.getServletContext());
    } catch (ButtressException e) {
      destroy();
      throw new ServletException(e.getMessage(), e);
    }
  }

  static Environment environment(ServletContext context) {
    String path = context.getContextPath();
    return Environment.of(path.isEmpty() ? "/" : path, loader(context));
  }

  /** An embedded Jetty has none for an application unless it is given one. */
  private static ClassLoader loader(ServletContext context) {
    return Stream.of(context.getClassLoader(), Thread.currentThread().getContextClassLoader())
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(EngineFilter.class::getClassLoader);
  }

  /** Where init-params stand, for messages about them. */
  static String sourceOfParameters(String filterName) {
    return "init-param of filter " + filterName;
  }

  /**
   * The feature's engine.
   *
   * @param parameters the init-params, which win over properties
   * @param source where they stand
   * @throws ButtressException if the settings have mistakes
   */
  abstract E engine(Buttress acquired, Map<String, String> parameters, String source);

  /** The filter is about to be used. */
  void begin(Buttress acquired, ServletContext context) {}

  /** The filter is not used any more. */
  void end() {}

  /** Whether nobody has seen to the feature for this request before. */
  boolean isNew(HttpServletRequest request) {
    return true;
  }

  /** Does what the engine decides. */
  abstract void filter(
      E engine, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException;

  @Override
  public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    E asked = engine;
    if (asked != null
        && request.getDispatcherType() == DispatcherType.REQUEST
        && request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer
        && isNew(http)) {
      filter(asked, http, answer, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  @Override
  public final void destroy() {
    end();
    Buttress held = buttress;
    buttress = null;
    engine = null;
    if (held != null) {
      held.release();
    }
  }
}
