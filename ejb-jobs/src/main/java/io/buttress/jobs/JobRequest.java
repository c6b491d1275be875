package io.buttress.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job to be done. Made by {@link #builder}; the builder checks what it is given.
 *
 * @param type what kind of job it is; a handler of that type does it
 * @param payload what the handler gets, by JSON-B; null for none
 * @param queue the queue that it goes to; empty: that of its type, or {@code default}
 * @param id an id of the caller's, under which a job is added only once; empty: a new one
 * @param priority 0 to 9; 9 is served first
 * @param delay how long it waits at least, from zero
 * @param at when it is to start at the earliest, by Redis's clock
 * @param unique that no other job of its key waits or runs
 * @param retry when and how often it is tried again; empty: as its type's handler says
 * @param timeout how long it may run; empty: as its type's handler says
 * @param expiry after how long, from now on, it is not worth starting; empty: never
 * @param retention how long the finished job and its result are kept; zero: as its type's handler
 *     says
 * @param concurrencyKey whose jobs are limited together, such as a customer's id
 * @param traceparent W3C trace context
 */
public record JobRequest(
    String type,
    @Nullable Object payload,
    Optional<String> queue,
    Optional<String> id,
    int priority,
    Duration delay,
    Optional<Instant> at,
    Optional<Unique> unique,
    Optional<RetryPolicy> retry,
    Optional<Duration> timeout,
    Optional<Duration> expiry,
    Duration retention,
    Optional<String> concurrencyKey,
    Optional<String> traceparent) {
  /** The priority of a job that does not ask for one. */
  public static final int USUAL_PRIORITY = 4;

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** Checks everything. */
  public JobRequest {
    Names.check("type", type);
    queue.ifPresent(name -> Names.check("queue", name));
    id.ifPresent(text -> Names.check("id", text));
    Names.check(priority >= 0 && priority <= 9, "priority must be 0 to 9, but is " + priority);
    Names.between("delay", delay, Duration.ZERO);
    Names.between("retention", retention, Duration.ZERO);
    at.ifPresent(time -> Names.check(time.isBefore(LATEST), "at must be before " + LATEST));
    timeout.ifPresent(time -> Names.between("timeout", time, Duration.ofMillis(1)));
    expiry.ifPresent(time -> Names.between("expiry", time, Duration.ofMillis(1)));
    concurrencyKey.ifPresent(key -> Names.checkKey("concurrency key", key));
    traceparent.ifPresent(text -> Names.checkKey("traceparent", text));
  }

  /** A job with what is usual. */
  public static JobRequest of(String type, @Nullable Object payload) {
    return builder(type, payload).build();
  }

  /** Begins a job. */
  public static Builder builder(String type, @Nullable Object payload) {
    return new Builder(type, payload);
  }

  /** Says what is unusual about a job. */
  public static final class Builder {
    private final String type;
    private final @Nullable Object payload;
    private Optional<String> queue = Optional.empty();
    private Optional<String> id = Optional.empty();
    private int priority = USUAL_PRIORITY;
    private Duration delay = Duration.ZERO;
    private Optional<Instant> at = Optional.empty();
    private Optional<Unique> unique = Optional.empty();
    private Optional<RetryPolicy> retry = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private Optional<Duration> expiry = Optional.empty();
    private Duration retention = Duration.ZERO;
    private Optional<String> concurrencyKey = Optional.empty();
    private Optional<String> traceparent = Optional.empty();

    private Builder(String type, @Nullable Object payload) {
      this.type = type;
      this.payload = payload;
    }

    /** The queue that it goes to: 1 to 64 letters, digits, '.', '_', '-', ':' and '@'. */
    public Builder queue(String name) {
      queue = Optional.of(name);
      return this;
    }

    /**
     * An id under which a job is added only once: who does not know whether an attempt to add it
     * has succeeded can add it again. It is remembered until an hour after the job's end.
     *
     * @param text 1 to 64 letters, digits, '.', '_', '-', ':' and '@'
     */
    public Builder id(String text) {
      id = Optional.of(text);
      return this;
    }

    /** How urgent it is: 0 to 9; 9 is served first. */
    public Builder priority(int level) {
      priority = level;
      return this;
    }

    /** How long it waits at least. */
    public Builder delay(Duration time) {
      delay = time;
      return this;
    }

    /** When it is to start at the earliest, by Redis's clock; at once if that is past. */
    public Builder at(Instant time) {
      at = Optional.of(time);
      return this;
    }

    /** That no other job of that key waits or runs; what happens if one does. */
    public Builder unique(String key, Unique.IfTaken policy) {
      unique = Optional.of(new Unique(key, policy, Optional.empty()));
      return this;
    }

    /** That no other job of its key waits or runs. */
    public Builder unique(Unique rule) {
      unique = Optional.of(rule);
      return this;
    }

    /** When and how often it is tried again. */
    public Builder retry(RetryPolicy policy) {
      retry = Optional.of(policy);
      return this;
    }

    /** How long it may run. */
    public Builder timeout(Duration time) {
      timeout = Optional.of(time);
      return this;
    }

    /** After how long, from now on, it is not worth starting. */
    public Builder expiry(Duration time) {
      expiry = Optional.of(time);
      return this;
    }

    /** How long the finished job and its result are kept. */
    public Builder retention(Duration time) {
      retention = time;
      return this;
    }

    /** Whose jobs are limited together; 1 to 256 characters. */
    public Builder concurrencyKey(String key) {
      concurrencyKey = Optional.of(key);
      return this;
    }

    /** The W3C trace context that the job continues. */
    public Builder traceparent(String header) {
      traceparent = Optional.of(header);
      return this;
    }

    /**
     * The job.
     *
     * @throws IllegalArgumentException if something is out of its range; says what is allowed
     */
    public JobRequest build() {
      return new JobRequest(
          type,
          payload,
          queue,
          id,
          priority,
          delay,
          at,
          unique,
          retry,
          timeout,
          expiry,
          retention,
          concurrencyKey,
          traceparent);
    }
  }
}
