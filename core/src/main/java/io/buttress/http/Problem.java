package io.buttress.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A problem as RFC 9457 has it, sent as {@code application/problem+json}.
 *
 * @param type a URI that names the kind of problem; {@code about:blank} if the status says it all
 * @param title the kind of problem, the same for all of that type
 * @param status the status code
 * @param detail what happened this time; no secrets
 * @param extensions further members, in the order in which they are to be written: texts, numbers,
 *     booleans, lists and maps of them
 */
public record Problem(
    String type, String title, int status, String detail, Map<String, Object> extensions) {
  /** The value of Content-Type. */
  public static final String CONTENT_TYPE = "application/problem+json";

  public Problem {
    extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
  }

  /** A problem without further members. */
  public Problem(String type, String title, int status, String detail) {
    this(type, title, status, detail, Map.of());
  }

  /** The problem as JSON (RFC 8259). */
  public String toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", type);
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
    extensions.forEach(members::putIfAbsent);
    return Json.write(members);
  }
}
