package io.buttress.cache.internal;

import io.buttress.cache.RequestFields;
import io.buttress.cache.Vary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept under one key: responses that differ by the request fields that Vary names.
 *
 * @param varying these names
 * @param variants the responses by the values of these fields; at least one
 */
record Shelf(List<String> varying, Map<Map<String, String>, Held> variants) {
  /** Of more variants those asked for first go: a client can send a field in any number of ways. */
  static final int MOST_VARIANTS = 64;

  static Shelf of(Held first) {
    return new Shelf(first.response().varying(), Map.of(first.response().selecting(), first));
  }

  /** The variant for a request. */
  @Nullable Held select(RequestFields requestFields) {
    return variants.get(
        varying.isEmpty() ? Map.<String, String>of() : Vary.selecting(varying, requestFields));
  }

  /** With one more, unless there is one that was asked for later: then this very shelf. */
  Shelf with(Held held) {
    if (!varying.equals(held.response().varying())) {
      boolean last = variants.values().stream().allMatch(other -> other.asked() <= held.asked());
      return last ? of(held) : this;
    }
    Held before = variants.get(held.response().selecting());
    if (before != null && before.asked() > held.asked()) {
      return this;
    }
    Map<Map<String, String>, Held> changed = new HashMap<>(variants);
    changed.put(held.response().selecting(), held);
    if (changed.size() > MOST_VARIANTS) {
      changed.entrySet().stream()
          .min((a, b) -> Long.compare(a.getValue().asked(), b.getValue().asked()))
          .ifPresent(oldest -> changed.remove(oldest.getKey()));
    }
    return new Shelf(varying, changed);
  }

  /** Without that one; null if nothing is left. */
  @Nullable Shelf without(Held held) {
    Map<String, String> selecting = held.response().selecting();
    if (variants.get(selecting) != held) {
      return this;
    }
    if (variants.size() == 1) {
      return null;
    }
    Map<Map<String, String>, Held> changed = new HashMap<>(variants);
    changed.remove(selecting);
    return new Shelf(varying, changed);
  }

  /** Whether one of the variants was asked for before that instant. */
  boolean isOlder(long asked) {
    return variants.values().stream().anyMatch(held -> held.asked() < asked);
  }

  int weight() {
    long weight = Weights.SHELF;
    for (Held held : variants.values()) {
      weight += held.weight();
    }
    return (int) Math.min(Integer.MAX_VALUE / 2, weight);
  }
}
