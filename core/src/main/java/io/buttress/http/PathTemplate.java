package io.buttress.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path with variables, one a segment.
 *
 * @param segments literal text, or a name in braces
 * @param names the variables' names
 * @param open whether it ends in {@code /*}
 */
record PathTemplate(List<String> segments, Set<String> names, boolean open) implements PathRule {
  static final String ALLOWED =
      "'/exact', '/prefix/*', '*.ext', '/*' and templates such as '/shops/{shop}/orders', where a"
          + " variable takes a whole segment";

  private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z][A-Za-z0-9_.-]*}");

  static PathTemplate of(String source) {
    boolean open = source.endsWith("/*");
    String closed = open ? source.substring(0, source.length() - 2) : source;
    List<String> segments = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    if (!closed.startsWith("/") || closed.indexOf('*') >= 0) {
      throw wrong(source, "it must start with a slash and have an asterisk only at its end");
    }
    for (String segment : PathRule.withoutSlashAtEnd(closed).substring(1).split("/", -1)) {
      if (VARIABLE.matcher(segment).matches()) {
        if (!names.add(segment.substring(1, segment.length() - 1))) {
          throw wrong(source, segment + " stands twice");
        }
      } else if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
        throw wrong(source, "'" + segment + "' is neither text nor a variable");
      }
      segments.add(segment);
    }
    return new PathTemplate(List.copyOf(segments), Set.copyOf(names), open);
  }

  private static IllegalArgumentException wrong(String source, String why) {
    return new IllegalArgumentException(
        "'" + source + "' is no path pattern: " + why + "; allowed are " + ALLOWED);
  }

  @Override
  public boolean matches(String path) {
    return walk(path, null) != null;
  }

  @Override
  public @Nullable String variable(String path, String name) {
    return names.contains(name) ? walk(path, name) : null;
  }

  /**
   * Null if the path does not match; else the variable's value, or the path if no name is given.
   */
  private @Nullable String walk(String path, @Nullable String wanted) {
    String found = path;
    int start = 1;
    for (String segment : segments) {
      if (start > path.length()) {
        return null;
      }
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (!isVariable(segment)) {
        if (end - start != segment.length() || !path.startsWith(segment, start)) {
          return null;
        }
      } else if (start == end) {
        return null;
      } else if (isNamed(segment, wanted)) {
        found = path.substring(start, end);
      }
      start = end + 1;
    }
    boolean atEnd = start >= path.length();
    return path.startsWith("/") && (atEnd || open) ? found : null;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }

  private static boolean isNamed(String segment, @Nullable String wanted) {
    return wanted != null
        && segment.length() == wanted.length() + 2
        && segment.startsWith(wanted, 1);
  }
}
