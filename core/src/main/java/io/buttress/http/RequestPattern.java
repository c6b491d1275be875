package io.buttress.http;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a policy applies to. Where an annotation says that, the rest still holds: methods,
 * exempt paths and the condition.
 *
 * <p>A path with empty segments or dots that the container has left in it counts as it is, and as
 * it is when they are resolved: what an application makes of it can't be known.
 *
 * @param paths servlet mapping rules ({@code /api/*}, {@code *.jsp}, {@code /exact}, {@code /*})
 *     and templates ({@code /shops/{shop}/orders}); empty matches none
 * @param exemptPaths in the same syntax; they win over {@code paths}
 * @param methods method names, of which GET stands for HEAD, too; empty matches all
 * @param condition a class of the user's, asked last
 */
public record RequestPattern(
    List<PathPattern> paths,
    List<PathPattern> exemptPaths,
    Set<String> methods,
    Predicate<RequestView> condition) {
  /** The condition where there is none. */
  public static final Predicate<RequestView> ALWAYS = request -> true;

  /** Matches no request: for what only annotations or code use. */
  public static final RequestPattern NONE =
      new RequestPattern(List.of(), List.of(), Set.of(), ALWAYS);

  /**
   * @throws IllegalArgumentException if a method's name is not a token
   */
  public RequestPattern {
    paths = List.copyOf(paths);
    exemptPaths = List.copyOf(exemptPaths);
    methods = Set.copyOf(methods);
    for (String method : methods) {
      if (!Field.isToken(method)) {
        throw new IllegalArgumentException(
            "'" + method + "' is not a method: allowed are names such as GET or POST");
      }
    }
  }

  /** Whether the request is meant; what the condition throws is passed on. */
  public boolean matches(RequestView request) {
    return concerns(request) && condition.test(request);
  }

  /** Whether the request may be meant: all but the condition says so. */
  public boolean concerns(RequestView request) {
    return !paths.isEmpty() && concerns(request, paths);
  }

  /** The same for who knows otherwise that the request is at the right place. */
  public boolean concernsAnywhere(RequestView request) {
    return concerns(request, List.of());
  }

  /** Whether there is a condition. */
  public boolean isConditional() {
    return !condition.equals(ALWAYS);
  }

  private boolean concerns(RequestView request, List<PathPattern> places) {
    String path = request.path();
    return (places.isEmpty() || matchesAny(places, path) || matchesPlain(places, path))
        && isMeant(request.method())
        && !isExempt(path);
  }

  /** Who takes the path as it is and who resolves it must both mean one that is exempt. */
  private boolean isExempt(String path) {
    return matchesAny(exemptPaths, path)
        && (!PlainPath.differs(path) || matchesPlain(exemptPaths, path));
  }

  private static boolean matchesPlain(List<PathPattern> patterns, String path) {
    return PlainPath.differs(path) && matchesAny(patterns, PlainPath.of(path));
  }

  /** A HEAD does the work of a GET: a limit that it evades would be none. */
  private boolean isMeant(String method) {
    return methods.isEmpty()
        || methods.contains(method)
        || (method.equals("HEAD") && methods.contains("GET"));
  }

  /**
   * The value of a variable of the first path pattern that matches and has it, or null.
   *
   * @param name the variable's name, without braces
   */
  public @Nullable String pathVariable(RequestView request, String name) {
    String path = request.path();
    String value = variable(path, name);
    return value == null && PlainPath.differs(path) ? variable(PlainPath.of(path), name) : value;
  }

  private @Nullable String variable(String path, String name) {
    for (PathPattern pattern : paths) {
      String value = pattern.variable(path, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  // An index loop: this runs for each request, and an iterator would be garbage.
  private static boolean matchesAny(List<PathPattern> patterns, String path) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(path)) {
        return true;
      }
    }
    return false;
  }
}
