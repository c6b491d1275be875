package io.buttress.cache;

import io.buttress.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A purge by request: {@code PURGE} with the token that the settings name. It means the request's
 * URI; with {@code Surrogate-Key} or {@code Cache-Tag} the tags in there instead; with {@code
 * Purge-Scope: prefix} the path and all below, with {@code Purge-Scope: everything} all. {@code
 * Purge-Mode: soft} lets responses be served while new ones are fetched.
 */
final class PurgeRequest {
  private static final String BEARER = "bearer ";

  private PurgeRequest() {}

  /** The answer; the purge is done then. */
  static Reply answer(CacheRequest request, String token, CacheEngine engine) {
    if (!isAllowed(request.header("Authorization"), token)) {
      return reply(
          new Problem("about:blank", "Unauthorized", 401, "PURGE needs its bearer token"),
          FieldLines.of("WWW-Authenticate", "Bearer"));
    }
    Optional<List<String>> marks = marks(request);
    if (marks.isEmpty()) {
      return reply(
          new Problem(
              "about:blank", "Bad Request", 400, "Purge-Scope: allowed is uri, prefix, everything"),
          FieldLines.NONE);
    }
    boolean soft = "soft".equalsIgnoreCase(request.header("Purge-Mode"));
    engine.purge(marks.get().stream().map(mark -> new Purge(mark, soft)).toList());
    byte[] body = ("{\"purged\":" + marks.get().size() + "}").getBytes(StandardCharsets.UTF_8);
    FieldLines fields =
        FieldLines.of("Content-Type", "application/json", "Cache-Control", "no-store");
    return new Reply(200, fields, body, 0, body.length, true, true);
  }

  private static boolean isAllowed(@Nullable String shown, String token) {
    if (shown == null || !shown.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return false;
    }
    // Takes as long whatever is shown.
    return MessageDigest.isEqual(
        shown.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8),
        token.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<List<String>> marks(CacheRequest request) {
    List<String> tags = new ArrayList<>();
    for (String line : request.headers("Surrogate-Key")) {
      tags.addAll(List.of(line.strip().split("\\s+", -1)));
    }
    tags.addAll(Members.of(request.headers("Cache-Tag")));
    tags.removeIf(String::isEmpty);
    if (!tags.isEmpty()) {
      return Optional.of(tags.stream().map(Mark::tag).toList());
    }
    String scope = request.header("Purge-Scope");
    if (scope == null || scope.equalsIgnoreCase("uri")) {
      String query = request.rawQuery() == null ? "" : "?" + request.rawQuery();
      return Optional.of(List.of(Mark.uri(request.rawPath() + query)));
    }
    if (scope.equalsIgnoreCase("prefix")) {
      return Optional.of(List.of(Mark.prefix(Purging.withoutSlash(request.rawPath()))));
    }
    return scope.equalsIgnoreCase("everything")
        ? Optional.of(List.of(Mark.EVERYTHING))
        : Optional.empty();
  }

  private static Reply reply(Problem problem, FieldLines more) {
    byte[] body = problem.toJson().getBytes(StandardCharsets.UTF_8);
    FieldLines fields =
        more.with("Content-Type", Problem.CONTENT_TYPE).with("Cache-Control", "no-store");
    return new Reply(problem.status(), fields, body, 0, body.length, true, true);
  }
}
