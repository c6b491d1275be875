package io.buttress.jaxrs.internal;

import io.buttress.cache.Exchange;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.List;

/** Which conditions a 304 answers: those of the cache, or the client's own. */
final class Conditions {
  private Conditions() {}

  /**
   * Whether the resource has evaluated the client's: one that asks the servlet's request sees
   * those, as JAX-RS can change only what its own API tells.
   */
  static boolean areOthers(Exchange exchange, CacheView view, ContainerResponseContext response) {
    List<String> asked = exchange.requestFields().getOrDefault("If-None-Match", List.of());
    String tag = response.getHeaderString("ETag");
    return view.header("If-None-Match") != null
        && !asked.isEmpty()
        && tag != null
        && asked.stream().noneMatch(ours -> strong(ours).equals(strong(tag)));
  }

  private static String strong(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
