package io.buttress.http;

import org.jspecify.annotations.Nullable;

/** A compiled {@link PathPattern}. */
interface PathRule {
  boolean matches(String path);

  default @Nullable String variable(String path, String name) {
    return null;
  }

  static PathRule of(String source) {
    if (source.indexOf('?') >= 0) {
      throw new IllegalArgumentException(
          "'"
              + source
              + "' is no path pattern: a query is no part of a path; allowed are "
              + PathTemplate.ALLOWED);
    }
    if (source.indexOf('{') >= 0 || source.indexOf('}') >= 0) {
      return PathTemplate.of(source);
    }
    if (source.equals("/") || source.equals("/*")) {
      return path -> true;
    }
    if (source.startsWith("*.") && source.length() > 2 && isPlain(source, 2)) {
      return new Extension(source.substring(1));
    }
    if (source.startsWith("/") && source.endsWith("/*") && isPlain(source, source.length() - 1)) {
      return new Prefix(source.substring(0, source.length() - 2));
    }
    if (source.startsWith("/") && source.indexOf('*') < 0) {
      return new Exact(withoutSlashAtEnd(source));
    }
    throw new IllegalArgumentException(
        "'" + source + "' is no path pattern: allowed are " + PathTemplate.ALLOWED);
  }

  /** Whether the only asterisk stands where the kind of pattern wants it. */
  private static boolean isPlain(String source, int from) {
    int asterisk = source.indexOf('*', source.startsWith("*") ? 1 : 0);
    return source.startsWith("*")
        ? asterisk < 0 && source.indexOf('/', from) < 0
        : asterisk == from;
  }

  static String withoutSlashAtEnd(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** {@code /exact}. */
  record Exact(String exact) implements PathRule {
    @Override
    public boolean matches(String path) {
      int length = exact.length();
      return path.startsWith(exact)
          && (path.length() == length || (path.length() == length + 1 && path.endsWith("/")));
    }
  }

  /** {@code /prefix/*}, without the slash and the asterisk. */
  record Prefix(String prefix) implements PathRule {
    @Override
    public boolean matches(String path) {
      int length = prefix.length();
      return path.startsWith(prefix) && (path.length() == length || path.charAt(length) == '/');
    }
  }

  /** {@code *.ext}, with the dot. */
  record Extension(String suffix) implements PathRule {
    @Override
    public boolean matches(String path) {
      return path.endsWith(suffix)
          || (path.endsWith("/") && path.startsWith(suffix, path.length() - 1 - suffix.length()));
    }
  }
}
