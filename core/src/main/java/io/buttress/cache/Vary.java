package io.buttress.cache;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which request fields select a response (RFC 9111, 4.1; RFC 9110, 12.5.5). */
public final class Vary {
  /** Fields whose values are compared without regard to case (RFC 9110, 8.4.1 and 8.5.1). */
  private static final Set<String> CASELESS =
      Set.of("accept-charset", "accept-encoding", "accept-language");

  private Vary() {}

  /**
   * The names in Vary, in lower case, sorted.
   *
   * @return empty if one of the members is {@code *}: then no request can be told to match
   */
  public static Optional<List<String>> names(List<String> lines) {
    TreeSet<String> names = new TreeSet<>();
    for (String member : Members.of(lines)) {
      if (member.equals("*")) {
        return Optional.empty();
      }
      names.add(member.toLowerCase(Locale.ROOT));
    }
    return Optional.of(List.copyOf(names));
  }

  /**
   * The normalised values of those fields of a request; an absent field has no entry.
   *
   * @param requestFields the values of all lines of a field, by its name
   */
  public static Map<String, String> selecting(List<String> names, RequestFields requestFields) {
    Map<String, String> selecting = new TreeMap<>();
    for (String name : names) {
      List<String> lines = requestFields.headers(name);
      if (!lines.isEmpty()) {
        selecting.put(name, normalised(name, lines));
      }
    }
    return selecting;
  }

  /** The request's fields as variants are told apart by them. */
  static RequestFields fields(CacheRequest request, CachePolicy policy) {
    if (policy.profile() == Profile.SAFE) {
      return request;
    }
    return name ->
        name.equalsIgnoreCase("Accept-Language")
            ? Languages.ordered(request.headers(name))
            : request.headers(name);
  }

  /** Lines joined, and no whitespace around members, which carries no meaning in a list. */
  private static String normalised(String name, List<String> lines) {
    String joined = String.join(",", Members.of(lines));
    return CASELESS.contains(name) ? joined.toLowerCase(Locale.ROOT) : joined;
  }
}
