package io.buttress.jaxrs.internal;

import io.buttress.error.ConfigurationException;
import io.buttress.jaxrs.CacheInvalidate;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.FeatureContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lets resource methods purge what they have changed. */
@Priority(FeaturePriorities.INVALIDATION)
public final class InvalidationFeature implements DynamicFeature {
  private final JaxrsApplication application = new JaxrsApplication(CacheFeature.PREFIX);
  private final Locators locators = new Locators(CacheInvalidate.class);

  @Context private @Nullable HttpServletRequest request;

  @Override
  public void configure(ResourceInfo info, FeatureContext context) {
    ResourceMethod.of(info).ifPresent(resource -> configure(resource, context));
  }

  private void configure(ResourceMethod resource, FeatureContext context) {
    locators.refuse(resource.type());
    List<CacheInvalidate> own = Annotations.ofMethod(resource, CacheInvalidate.class);
    List<CacheInvalidate> found =
        own.isEmpty() && !resource.isSafe()
            ? Annotations.ofClass(resource.type(), CacheInvalidate.class)
            : own;
    for (CacheInvalidate annotation : found) {
      check(annotation, resource);
      context.register(
          new Invalidating(
              application.buttress().responseCache(Map.of(), "properties"),
              new ServletSide(request, null),
              List.of(annotation.tags()),
              List.of(annotation.uris()),
              List.of(annotation.prefixes()),
              annotation.soft()),
          CacheResponse.PRIORITY);
    }
  }

  private static void check(CacheInvalidate annotation, ResourceMethod resource) {
    Stream.of(annotation.uris(), annotation.prefixes())
        .flatMap(Stream::of)
        .filter(path -> !path.startsWith("/"))
        .forEach(
            path -> {
              throw new ConfigurationException(
                  List.of(
                      "@CacheInvalidate on "
                          + resource.key()
                          + ": '"
                          + path
                          + "' is no path: allowed is what starts with /"));
            });
  }

  @PreDestroy
  void end() {
    application.end();
  }
}
