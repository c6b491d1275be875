package io.buttress.jaxrs.internal;

import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a resource method is, below its class or with it.
 *
 * @param template as in annotations; without names of variables, and slashes at its ends
 */
record MethodPath(String template) {
  /** Two templates that differ in names only match the same paths. */
  private static final Pattern VARIABLE = Pattern.compile("\\{\\s*[\\w.-]+\\s*");

  static MethodPath of(ResourceMethod resource) {
    return new MethodPath(
        Annotations.ofMethod(resource, Path.class).stream()
            .map(path -> normalised(path.value()))
            .findFirst()
            .orElse(""));
  }

  /** The same with the path of its class. */
  MethodPath below(String path) {
    return new MethodPath(
        Stream.of(normalised(path), template)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("/")));
  }

  static String normalised(String template) {
    return VARIABLE.matcher(template).replaceAll("{").replaceAll("^/|/$", "");
  }

  /**
   * Whether there may be a path that both match. Only equal ones come to a choice by Accept as the
   * specification has it; RESTEasy chooses by Accept between all that match.
   */
  boolean mayMatchAs(MethodPath other) {
    List<String> ours = segments();
    List<String> others = other.segments();
    List<String> shorter = ours.size() < others.size() ? ours : others;
    int told = Math.min(told(ours), told(others));
    // An expression may match slashes, and so stand for more segments; for fewer it can't.
    return (ours.size() == others.size() || told(shorter) < shorter.size())
        && IntStream.range(0, told).allMatch(i -> mayBe(ours.get(i), others.get(i)));
  }

  /** What stands between slashes, but for those of a regular expression. */
  private List<String> segments() {
    List<String> segments = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (c == '/' && depth == 0) {
        segments.add(template.substring(begin, i));
        begin = i + 1;
      }
    }
    segments.add(template.substring(begin));
    return segments;
  }

  /** How many segments come before the first regular expression. */
  private static int told(List<String> segments) {
    return (int) segments.stream().takeWhile(segment -> !segment.contains("{:")).count();
  }

  private static boolean mayBe(String segment, String other) {
    boolean variable = segment.contains("{") || other.contains("{");
    return segment.equals(other) || (variable && !segment.isEmpty() && !other.isEmpty());
  }
}
