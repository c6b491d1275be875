package io.buttress.servlet.internal;

import jakarta.servlet.http.Part;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a multipart form among the parameters. The container made the parts before the
 * application asked for anything, and so may have their fields where it would not have them, or
 * although the application would not find them.
 *
 * @param query the names in the query, in its order
 * @param counts how many fields there are of each name
 * @param first whether the container has them ahead of the query's
 * @param shown whether the application is to find them, behind the query's
 */
record PartParameters(Set<String> query, Map<String, Integer> counts, boolean first, boolean shown)
    implements BodyParameters {
  static PartParameters of(
      @Nullable String query, Collection<Part> parts, boolean first, boolean shown) {
    Map<String, Integer> counts = new HashMap<>();
    for (Part part : parts) {
      if (part.getSubmittedFileName() == null) {
        counts.merge(part.getName(), 1, Integer::sum);
      }
    }
    return new PartParameters(names(query), Map.copyOf(counts), first, shown);
  }

  private static Set<String> names(@Nullable String query) {
    byte[] text = query == null ? new byte[0] : query.getBytes(StandardCharsets.ISO_8859_1);
    try {
      return FormBody.parse(text, StandardCharsets.UTF_8, false).keySet();
    } catch (IllegalStateException e) {
      // So many have no order.
      return Set.of();
    }
  }

  /** The same, when the application finds the fields from now on. */
  PartParameters showing() {
    return new PartParameters(query, counts, first, true);
  }

  private int fields(@Nullable String name) {
    return name == null ? 0 : counts.getOrDefault(name, 0);
  }

  @Override
  public String @Nullable [] values(@Nullable String name, KnownParameters known) {
    String[] all = known.values(name);
    int fields = fields(name);
    if (name == null || all == null || fields == 0) {
      return all;
    }
    int came = known.countThatCame(name);
    // Otherwise somebody has put others in their place.
    boolean untouched = fields <= came && came <= all.length;
    String[] arranged = untouched ? arranged(all, fields, came) : all;
    return arranged.length == 0 ? null : arranged;
  }

  private String[] arranged(String[] all, int fields, int came) {
    int from = all.length - (first ? came : fields);
    int to = from + fields;
    Stream<String> others =
        Stream.concat(Arrays.stream(all, 0, from), Arrays.stream(all, to, all.length));
    Stream<String> own = shown ? Arrays.stream(all, from, to) : Stream.empty();
    return Stream.concat(others, own).toArray(String[]::new);
  }

  @Override
  public Enumeration<String> names(KnownParameters known) {
    Set<String> names = known.habits().parameterNames(all(known).keySet(), known.now());
    return Collections.enumeration(names);
  }

  /** First what the query names, then the fields, and at last what only dispatches name. */
  @Override
  public Map<String, String[]> all(KnownParameters known) {
    Map<String, String[]> all = known.emptyMap();
    if (first) {
      Set<String> names = new LinkedHashSet<>(query);
      names.addAll(known.names());
      add(all, known, names.stream().filter(name -> known.countThatCame(name) > fields(name)));
      add(all, known, names.stream().filter(counts::containsKey));
    }
    add(all, known, known.names().stream());
    return Collections.unmodifiableMap(all);
  }

  private void add(Map<String, String[]> all, KnownParameters known, Stream<String> names) {
    names.forEach(
        name -> {
          String[] values = values(name, known);
          if (values != null) {
            all.putIfAbsent(name, values);
          }
        });
  }
}
