package io.buttress.http;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is said about a request in its attributes: by the application, and by one container edge to
 * the next. A servlet filter sees them as attributes of the request, a JAX-RS provider as
 * properties of the request context, which are the same where JAX-RS runs in a servlet container.
 */
public final class RequestMarks {
  /**
   * The application sets this to what the request costs altogether, for policies with {@code
   * settle=by-application}: a {@link Number} or its text, from 0. The last value before the
   * response ends counts.
   */
  public static final String COST = "io.buttress.rate-limit.cost";

  /**
   * An edge sets this to the names of the policies that have counted the request, so that the next
   * edge does not count it again; read and write it by {@link #counted} and {@link #plusCounted}.
   */
  public static final String COUNTED = "io.buttress.rate-limit.counted";

  /**
   * An edge sets this to the fields that it has put on the response, so that the next edge, whose
   * fields replace them, can say both; read and write it by {@link #plusFields}.
   */
  public static final String FIELDS = "io.buttress.rate-limit.fields";

  /**
   * The application sets this to tags by which the response to the request can be purged: a text,
   * or a collection of texts. What is set before the response is committed counts.
   */
  public static final String CACHE_TAGS = "io.buttress.response-cache.tags";

  /**
   * The application sets this to anything, before the response ends, if the response is not to be
   * stored; the client hears nothing of it.
   */
  public static final String NOT_CACHED = "io.buttress.response-cache.no-store";

  /** An edge sets this to anything when its response cache has seen the request. */
  public static final String CACHED = "io.buttress.response-cache.seen";

  private RequestMarks() {}

  /**
   * Which policies have counted the request.
   *
   * @param mark the value of {@link #COUNTED}; null if there is none
   */
  public static Set<String> counted(@Nullable Object mark) {
    // Whatever an application puts there: it is not to fail the request.
    return mark instanceof Collection<?> names
        ? names.stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /**
   * The value of {@link #COUNTED} when more policies have counted the request.
   *
   * @param mark the value until now; null if there is none
   */
  public static Object plusCounted(@Nullable Object mark, Collection<String> policies) {
    Set<String> names = new LinkedHashSet<>(counted(mark));
    names.addAll(policies);
    return Set.copyOf(names);
  }

  /**
   * The fields of the response, by name, when an edge has more to say. {@code RateLimit} and {@code
   * RateLimit-Policy} are lists, which grow; of any other field the last value counts.
   *
   * @param mark the value of {@link #FIELDS} until now; null if there is none
   * @return the value of {@link #FIELDS} from now on
   */
  public static Map<String, String> plusFields(@Nullable Object mark, List<Field> fields) {
    Map<String, String> all = new LinkedHashMap<>();
    if (mark instanceof Map<?, ?> before) {
      before.forEach((name, value) -> all.put(String.valueOf(name), String.valueOf(value)));
    }
    for (Field field : fields) {
      boolean list = field.name().startsWith("RateLimit");
      all.merge(field.name(), field.value(), (old, more) -> list ? old + ", " + more : more);
    }
    return all;
  }

  /**
   * What the application says that the request costs.
   *
   * @param mark the value of {@link #COST}; null if there is none
   * @return empty if it says nothing, or nothing that is a cost
   */
  public static OptionalLong cost(@Nullable Object mark) {
    if (mark instanceof Number number) {
      return costOf(number.longValue());
    }
    if (mark instanceof String text && text.strip().matches("\\d{1,18}")) {
      return costOf(Long.parseLong(text.strip()));
    }
    return OptionalLong.empty();
  }

  /**
   * The tags that the application gives to the response.
   *
   * @param mark the value of {@link #CACHE_TAGS}; null if there is none
   */
  public static Set<String> tags(@Nullable Object mark) {
    return mark instanceof CharSequence text ? Set.of(text.toString()) : counted(mark);
  }

  private static OptionalLong costOf(long cost) {
    return cost < 0 ? OptionalLong.empty() : OptionalLong.of(cost);
  }
}
