package io.buttress.http;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which requests a policy applies to.
 *
 * @param paths servlet mapping rules ({@code /api/*}, {@code *.jsp}, {@code /exact}, {@code /*})
 *     and templates ({@code /shops/{shop}/orders}); empty matches none
 * @param exemptPaths in the same syntax; they win over {@code paths}
 * @param methods method names; empty matches all
 * @param condition a class of the user's, asked last
 */
public record RequestPattern(
    List<PathPattern> paths,
    List<PathPattern> exemptPaths,
    Set<String> methods,
    Predicate<RequestView> condition) {
  public RequestPattern {
    paths = List.copyOf(paths);
    exemptPaths = List.copyOf(exemptPaths);
    methods = Set.copyOf(methods);
  }
}
