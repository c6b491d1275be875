package io.buttress.cache;

import io.buttress.cache.CacheStatus.Forward;
import io.buttress.http.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client is told of an answer that the application gives to it.
 *
 * @param validating whether the application has seen other conditions than the client's
 * @param collapsed whether the client has waited for another one's answer before
 */
record Passage(
    CacheEngine engine,
    CacheRequest request,
    CachePolicy policy,
    Forward reason,
    boolean validating,
    boolean collapsed) {
  /** The head of an answer that is not stored. */
  Head unstored(int status, FieldLines fields, Optional<byte[]> whole, long now) {
    Optional<Field> tag =
        isGet() ? UnstoredTags.of(policy, status, fields, whole) : Optional.empty();
    FieldLines told = tag.map(field -> fields.with(field.name(), field.value())).orElse(fields);
    List<Field> added = new ArrayList<>(status(false));
    tag.ifPresent(added::add);
    return has(status, told, tag.isPresent(), now)
        ? new Head.Replace(Replies.notModified(plus(told, status(false))))
        : new Head.Pass(added);
  }

  /** The fields that are added to an answer that is stored. */
  List<Field> addedToStored(StoredResponse stored, FieldLines fields) {
    List<Field> added = new ArrayList<>(status(true));
    if (stored.terms().ownEtag()) {
      stored.fields().values("ETag").forEach(tag -> added.add(new Field("ETag", tag)));
    }
    if (policy.storage().compression().filter(c -> c.suits(stored.status(), fields)).isPresent()) {
      added.addAll(Negotiation.variation(fields));
    }
    return added;
  }

  /** The 304 in place of an answer that is stored; empty if the client does not have it. */
  Optional<Head> notModified(
      StoredResponse stored, FieldLines fields, List<Field> added, long now) {
    FieldLines told = plus(fields, added);
    return has(stored.status(), told, stored.terms().ownEtag(), now)
        ? Optional.of(new Head.Replace(Replies.notModified(told)))
        : Optional.empty();
  }

  /** The value of Cache-Status, unless it is not shown. */
  List<Field> status(boolean stores) {
    String value = engine.shown(CacheStatus.passed(reason, stores, collapsed));
    return value.isEmpty() ? List.of() : List.of(new Field("Cache-Status", value));
  }

  /** By what of the client's own conditions the application has not seen, or can't judge. */
  private boolean has(int status, FieldLines fields, boolean ownTag, long now) {
    return isGet()
        && status == 200
        && (validating || (ownTag && Preconditions.isNamed(request, fields)))
        && Preconditions.isNotModified(request, status, fields, now);
  }

  private boolean isGet() {
    return request.method().equals("GET");
  }

  private static FieldLines plus(FieldLines fields, List<Field> added) {
    List<Field> all = new ArrayList<>(fields.lines());
    all.addAll(added);
    return new FieldLines(all);
  }
}
