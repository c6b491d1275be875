package io.buttress.jobs.engine;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** JSON by JSON-B, which the server brings. */
public final class JsonPayloads implements Payloads, AutoCloseable {
  private static final Logger LOG = System.getLogger(JsonPayloads.class.getName());

  private final Jsonb jsonb = JsonbBuilder.create();

  @Override
  public String write(@Nullable Object value) {
    try {
      return value == null ? "" : withoutHalves(jsonb.toJson(value));
    } catch (JsonbException e) {
      throw new IllegalArgumentException(
          "no JSON can be made of a " + value.getClass().getName(), e);
    }
  }

  /** Half of a pair of surrogates can't be written in UTF-8, but as an escape in JSON. */
  private static String withoutHalves(String json) {
    if (json.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return json;
    }
    StringBuilder text = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            point -> {
              if (Character.getType(point) == Character.SURROGATE) {
                text.append(String.format("\\u%04x", point));
              } else {
                text.appendCodePoint(point);
              }
            });
    return text.toString();
  }

  @Override
  public @Nullable Object read(String text, Type type) {
    try {
      return text.isEmpty() ? null : jsonb.fromJson(text, type);
    } catch (JsonbException e) {
      throw new IllegalArgumentException("no " + type.getTypeName() + " can be read", e);
    }
  }

  @Override
  public void close() {
    try {
      jsonb.close();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "Closing JSON-B has failed", e);
    }
  }
}
