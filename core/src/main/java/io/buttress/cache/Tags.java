package io.buttress.cache;

import io.buttress.http.RequestMarks;
import java.util.HashSet;
import java.util.Set;

/** The tags of a response: those of its policy, and those that the application names. */
final class Tags {
  /** A response with more is not stored: each tag is looked at for each use. */
  static final int MOST = 64;

  private Tags() {}

  static Set<String> of(CacheRequest request, CachePolicy policy, FieldLines fields) {
    Set<String> marks = new HashSet<>();
    for (String template : policy.tags()) {
      marks.add(Mark.tag(filled(template, request, policy)));
    }
    for (String line : fields.values("Surrogate-Key")) {
      for (String tag : line.split("\\s+", -1)) {
        add(marks, tag);
      }
    }
    for (String tag : Members.of(fields.values("Cache-Tag"))) {
      add(marks, tag);
    }
    for (String group : Invalidation.strings(fields.values("Cache-Groups"))) {
      marks.add(Mark.group(CacheKeys.origin(request), group));
    }
    RequestMarks.tags(request.mark(RequestMarks.CACHE_TAGS)).forEach(tag -> add(marks, tag));
    return marks;
  }

  private static void add(Set<String> marks, String tag) {
    // An empty tag would purge whatever has none.
    if (!tag.isEmpty()) {
      marks.add(Mark.tag(tag));
    }
  }

  private static String filled(String template, CacheRequest request, CachePolicy policy) {
    return Template.fill(
        template,
        name -> {
          String value = policy.match().pathVariable(request, name);
          return value == null ? request.pathVariable(name) : value;
        });
  }
}
