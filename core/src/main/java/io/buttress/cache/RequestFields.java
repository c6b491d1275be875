package io.buttress.cache;

import java.util.List;

/** The fields of a request by which variants of a response are told apart (RFC 9111, 4.1). */
@FunctionalInterface
public interface RequestFields {
  /**
   * The values of all lines of that name, in order; empty if there are none.
   *
   * @param name a field name, case-insensitive
   */
  List<String> headers(String name);
}
