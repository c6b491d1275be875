package io.buttress.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a query belongs to the key. Parameters are compared as they were sent, for only the
 * application knows what it takes for equal; what is left out never gets there in the key's place.
 *
 * @param counted names of the only parameters that count; empty: all do
 * @param ignored names of parameters that do not count; a name may end in {@code *}
 * @param sorted whether the order of different parameters is ignored; that of equal ones never is
 */
public record QueryRule(Set<String> counted, Set<String> ignored, boolean sorted) {
  /** The query as it was sent. */
  public static final QueryRule ALL = new QueryRule(Set.of(), Set.of(), false);

  public QueryRule {
    counted = Set.copyOf(counted);
    ignored = Set.copyOf(ignored);
  }

  /**
   * The part that counts, with the question mark; empty if there is none.
   *
   * @param query as sent; null if there is none
   */
  String normalised(@Nullable String query) {
    if (query == null) {
      return "";
    }
    if (equals(ALL)) {
      return "?" + query;
    }
    List<String> kept = new ArrayList<>(Arrays.asList(query.split("&", -1)));
    kept.removeIf(parameter -> parameter.isEmpty() || !counts(parameter));
    if (sorted && kept.stream().allMatch(parameter -> ParameterName.of(parameter).isPlain())) {
      // Stable: parameters of one name keep their order.
      kept.sort(Comparator.comparing(parameter -> ParameterName.of(parameter).decoded()));
    }
    return kept.isEmpty() ? "" : "?" + String.join("&", kept);
  }

  private boolean counts(String parameter) {
    ParameterName name = ParameterName.of(parameter);
    if (!name.isPlain()) {
      // Who knows as what the application reads it.
      return true;
    }
    return (counted.isEmpty() || counted.contains(name.decoded()))
        && ignored.stream().noneMatch(rule -> isMeant(rule, name.decoded()));
  }

  private static boolean isMeant(String rule, String name) {
    return rule.endsWith("*")
        ? name.startsWith(rule.substring(0, rule.length() - 1))
        : name.equals(rule);
  }
}
