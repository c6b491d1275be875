package io.buttress.cache;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text with variables in braces, such as the tag {@code book-{isbn}}. */
public final class Template {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");

  private Template() {}

  /**
   * The text with values in place of the variables.
   *
   * @param values by name; null stands for nothing
   */
  public static String fill(String template, Function<String, @Nullable String> values) {
    Matcher matcher = VARIABLE.matcher(template);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String value = values.apply(matcher.group(1));
      matcher.appendReplacement(filled, Matcher.quoteReplacement(value == null ? "" : value));
    }
    return matcher.appendTail(filled).toString();
  }

  /** The names of its variables, in the order written. */
  public static Set<String> variables(String template) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = VARIABLE.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
