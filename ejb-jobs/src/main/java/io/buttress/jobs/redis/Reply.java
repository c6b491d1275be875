package io.buttress.jobs.redis;

import java.util.List;

/** Reads what scripts return. */
final class Reply {
  private Reply() {}

  static String text(Object element) {
    return (String) element;
  }

  static long number(Object element) {
    return element instanceof Long number ? number : Long.parseLong((String) element);
  }

  static int integer(Object element) {
    return Math.toIntExact(number(element));
  }

  static List<String> texts(Object element) {
    List<?> list = (List<?>) element;
    return list.isEmpty() ? List.of() : list.stream().map(Reply::text).toList();
  }
}
