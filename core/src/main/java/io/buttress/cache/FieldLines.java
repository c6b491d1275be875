package io.buttress.cache;

import io.buttress.http.Field;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The header section of a message: field lines in the order in which they stand there.
 *
 * @param lines the lines; a name may come more than once
 */
public record FieldLines(List<Field> lines) implements Iterable<Field> {
  /** A section without a line. */
  public static final FieldLines NONE = new FieldLines(List.of());

  public FieldLines {
    lines = List.copyOf(lines);
  }

  /** A section of names and values in turn. */
  public static FieldLines of(String... namesAndValues) {
    List<Field> lines = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      lines.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new FieldLines(lines);
  }

  /**
   * The values of all lines of that name, in order; empty if there are none.
   *
   * @param name case-insensitive
   */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < lines.size(); i++) {
      Field line = lines.get(i);
      if (line.name().equalsIgnoreCase(name)) {
        values.add(line.value());
      }
    }
    return values;
  }

  /** The value of the first line of that name, or null. */
  public @Nullable String first(String name) {
    for (int i = 0; i < lines.size(); i++) {
      Field line = lines.get(i);
      if (line.name().equalsIgnoreCase(name)) {
        return line.value();
      }
    }
    return null;
  }

  /** Whether there is a line of that name. */
  public boolean has(String name) {
    return first(name) != null;
  }

  /** The names, each once, without regard to case. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    lines.forEach(line -> names.add(line.name()));
    return names;
  }

  /** This without the lines whose name is meant. */
  public FieldLines without(Predicate<String> name) {
    List<Field> kept = new ArrayList<>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      if (!name.test(lines.get(i).name())) {
        kept.add(lines.get(i));
      }
    }
    return new FieldLines(kept);
  }

  /** This with one line of that name instead of all there are. */
  public FieldLines with(String name, String value) {
    List<Field> changed = new ArrayList<>(lines);
    changed.removeIf(line -> line.name().equalsIgnoreCase(name));
    changed.add(new Field(name, value));
    return new FieldLines(changed);
  }

  @Override
  public Iterator<Field> iterator() {
    return lines.iterator();
  }
}
