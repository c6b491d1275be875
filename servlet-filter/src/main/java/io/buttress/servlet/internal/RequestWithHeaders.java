package io.buttress.servlet.internal;

import io.buttress.http.HttpDate;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A request with some of its header fields replaced or taken away, by whatever method it is asked.
 */
public final class RequestWithHeaders extends ForwardedRequest {
  private final Map<String, List<String>> replaced = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private final long now;

  /**
   * @param replaced the new values by name, in whatever case; none takes the field away
   * @param now milliseconds since 1970, for dates whose year has two digits
   */
  public RequestWithHeaders(
      HttpServletRequest request, Map<String, List<String>> replaced, long now) {
    super(request);
    this.now = now;
    replaced.forEach((name, values) -> this.replaced.put(name, List.copyOf(values)));
  }

  @Override
  public @Nullable String getHeader(String name) {
    List<String> values = replaced.get(name);
    if (values == null) {
      return super.getHeader(name);
    }
    return values.isEmpty() ? null : values.get(0);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    List<String> values = replaced.get(name);
    return values == null ? super.getHeaders(name) : Collections.enumeration(values);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(Collections.list(super.getHeaderNames()));
    replaced.forEach(
        (name, values) -> {
          if (values.isEmpty()) {
            names.remove(name);
          } else {
            names.add(name);
          }
        });
    return Collections.enumeration(names);
  }

  /**
   * @throws IllegalArgumentException if the value is no date
   */
  @Override
  public long getDateHeader(String name) {
    if (!replaced.containsKey(name)) {
      return super.getDateHeader(name);
    }
    String value = getHeader(name);
    if (value == null) {
      return -1;
    }
    return HttpDate.parse(value, now)
        .orElseThrow(() -> new IllegalArgumentException("'" + value + "' is no date"));
  }

  /**
   * @throws NumberFormatException if the value is no number
   */
  @Override
  public int getIntHeader(String name) {
    if (!replaced.containsKey(name)) {
      return super.getIntHeader(name);
    }
    String value = getHeader(name);
    return value == null ? -1 : Integer.parseInt(value);
  }
}
