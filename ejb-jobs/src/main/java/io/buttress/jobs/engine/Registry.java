package io.buttress.jobs.engine;

import io.buttress.jobs.HandlerSettings;
import io.buttress.jobs.JobHandlers;
import io.buttress.text.Nearest;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The handlers that there are, by the type of their jobs. */
public final class Registry implements JobHandlers {
  private final Map<String, Registered> handlers = new ConcurrentHashMap<>();

  /**
   * A handler.
   *
   * @param payload what it takes
   * @param where where it stands, for messages
   */
  public record Registered(
      String type, Type payload, HandlerSettings settings, Handler<Object> handler, String where) {
    /** The same with other settings. */
    public Registered with(HandlerSettings others) {
      return new Registered(type, payload, others, handler, where);
    }
  }

  @Override
  public <T> JobHandlers add(
      String type, Class<T> payload, HandlerSettings settings, Handler<T> handler) {
    Handler<Object> any = (value, context) -> handler.handle(cast(payload, value), context);
    add(new Registered(type, payload, settings, any, handler.getClass().getName()));
    return this;
  }

  @SuppressWarnings("NullAway") // A handler whose jobs have no payload is given null.
  private static <T> T cast(Class<T> type, @Nullable Object value) {
    return type.cast(value);
  }

  /**
   * Adds a handler.
   *
   * @throws IllegalArgumentException if the type has one already; names both
   */
  public void add(Registered handler) {
    Registered other = handlers.putIfAbsent(handler.type(), handler);
    if (other != null) {
      throw new IllegalArgumentException(
          "jobs of type "
              + handler.type()
              + " have two handlers: "
              + other.where()
              + " and "
              + handler.where());
    }
  }

  /** The handler of a type. */
  public Optional<Registered> find(String type) {
    return Optional.ofNullable(handlers.get(type));
  }

  /** The types that have a handler. */
  public Set<String> types() {
    return new TreeSet<>(handlers.keySet());
  }

  /** The queues that types name. */
  public Set<String> queues() {
    return handlers.values().stream()
        .map(handler -> handler.settings().queue())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The queue of a type's jobs.
   *
   * @throws IllegalArgumentException if there are handlers, but none of that type
   */
  public String queueOf(String type) {
    if (handlers.isEmpty()) {
      return HandlerSettings.USUAL_QUEUE;
    }
    Registered handler = handlers.get(type);
    if (handler == null) {
      throw new IllegalArgumentException(
          "No handler does jobs of type " + type + Nearest.hint(type, handlers.keySet()));
    }
    return handler.settings().queue();
  }
}
