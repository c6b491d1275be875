package io.buttress.jaxrs.internal;

import io.buttress.cache.CacheEngine;
import io.buttress.cache.Mark;
import io.buttress.cache.Purge;
import io.buttress.cache.Template;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Purges what a resource method has changed, if it has answered with success: before its client
 * hears of that, so that whoever knows of the change sees it.
 *
 * @param tags with path variables in braces, and so the others
 */
record Invalidating(
    CacheEngine engine,
    ServletSide servlet,
    List<String> tags,
    List<String> uris,
    List<String> prefixes,
    boolean soft)
    implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() < 200 || response.getStatus() > 399) {
      return;
    }
    Function<String, @Nullable String> decoded = variables(request, true);
    Function<String, @Nullable String> raw = variables(request, false);
    String base = base(request);
    List<Purge> purges =
        Stream.of(
                tags.stream().map(tag -> Mark.tag(Template.fill(tag, decoded))),
                uris.stream().map(uri -> Mark.uri(base + Template.fill(uri, raw))),
                prefixes.stream().map(path -> prefix(base + Template.fill(path, raw))))
            .flatMap(marks -> marks)
            .map(mark -> new Purge(mark, soft))
            .toList();
    if (!purges.isEmpty()) {
      engine.purge(purges);
    }
  }

  private static String prefix(String path) {
    return Mark.prefix(withoutSlash(path));
  }

  /**
   * The application's own path: context and servlet, without a slash at the end. A filter may have
   * given the request another one, by which nothing is stored.
   */
  private String base(ContainerRequestContext request) {
    String path = withoutSlash(request.getUriInfo().getBaseUri().getRawPath());
    HttpServletRequest sent = servlet.request();
    return sent == null
            || sent.getRequestURI().startsWith(path)
            || sent.getHttpServletMapping().getMappingMatch() != MappingMatch.PATH
        ? path
        : sent.getContextPath() + sent.getServletPath();
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static Function<String, @Nullable String> variables(
      ContainerRequestContext request, boolean decoded) {
    return name -> PathVariables.of(request.getUriInfo(), name, decoded);
  }
}
