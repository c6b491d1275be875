package io.buttress.jobs.engine;

import io.buttress.jobs.JobRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is written of a job, but for when it was created, which Redis puts before it. The format is
 * stated in {@code queue.lua}, which reads some of the options.
 *
 * @param priority 0 to 9
 * @param options by their letters
 * @param type the job's type
 * @param payload JSON, or what encryption makes of it
 */
public record Envelope(int priority, Map<Character, String> options, String type, String payload) {
  /** The version that is written, and the only one that can be read. */
  static final String VERSION = "1";

  /** Options that scripts read. */
  public static final char CONCURRENCY_KEY = 'c';

  public static final char UNIQUE_KEY = 'u';
  public static final char IF_TAKEN = 'U';
  public static final char UNIQUE_MILLIS = 'v';
  public static final char BATCH = 'b';
  public static final char LIFE_MILLIS = 'x';
  public static final char REMEMBERED_MILLIS = 'i';
  public static final char NOT_BEFORE = 'a';

  /** What a batch came to, in the job that follows it. */
  public static final char BATCH_RESULT = 'B';

  /** Options that only Java reads. */
  public static final char TIMEOUT_MILLIS = 't';

  public static final char RETRY = 'r';
  public static final char DELAY_MILLIS = 'd';
  public static final char RETENTION_MILLIS = 'k';
  public static final char TRACEPARENT = 'T';
  public static final char ENCRYPTED = 'z';
  public static final char CHAIN = 'n';
  public static final char PREVIOUS_RESULT = 'P';

  /** An option without a value of its own. */
  static final String SET = "1";

  /** Where a script puts what a batch came to. */
  static final String TO_BE_TOLD = "@";

  private static final int CREATED_DIGITS = 13;

  /** Long ones last: scripts mostly read the beginning of a body alone. */
  private static final Comparator<Character> ORDER =
      Comparator.<Character, Boolean>comparing(name -> name == CHAIN || name == PREVIOUS_RESULT)
          .thenComparing(Comparator.naturalOrder());

  /** A type that no handler can have. */
  private static final String NO_TYPE = "?";

  /** Keeps the options. */
  public Envelope {
    options = Map.copyOf(options);
  }

  /** Without options. */
  public static Envelope of(String type, String payload) {
    return new Envelope(JobRequest.USUAL_PRIORITY, Map.of(), type, payload);
  }

  /** What stands for one that can't be read. */
  public static Stored unreadable(String body) {
    return new Stored(0, of(NO_TYPE, body));
  }

  /** An option's value. */
  public Optional<String> option(char name) {
    return Optional.ofNullable(options.get(name));
  }

  /** About how long it is, in characters. */
  public int length() {
    return payload.length() + options.values().stream().mapToInt(String::length).sum();
  }

  /** The same with another option. */
  public Envelope with(char name, String value) {
    Map<Character, String> more = new TreeMap<>(options);
    more.put(name, value);
    return new Envelope(priority, more, type, payload);
  }

  /** As it is written. */
  public String text() {
    StringBuilder text = new StringBuilder(payload.length() + 64);
    text.append(priority).append(' ');
    SortedMap<Character, String> inOrder = new TreeMap<>(ORDER);
    inOrder.putAll(options);
    inOrder.forEach(
        (name, value) -> text.append(';').append(name).append('=').append(encoded(value)));
    if (options.isEmpty()) {
      text.append('-');
    }
    return text.append(' ').append(type).append('\n').append(payload).toString();
  }

  static String encoded(String value) {
    return value.equals(TO_BE_TOLD) ? value : URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * Reads a body as Redis has it.
   *
   * @return empty if it is of another version, or somebody has spoilt it
   */
  public static Optional<Stored> read(String body) {
    // Scripts mark with a plus what has been claimed before.
    if (!body.startsWith(VERSION + ' ') && !body.startsWith(VERSION + '+')) {
      return Optional.empty();
    }
    try {
      return Optional.of(stored(body, VERSION.length() + 1));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Stored stored(String body, int from) {
    int at = from;
    long created = Long.parseLong(body, at, at + CREATED_DIGITS, 10);
    at += CREATED_DIGITS + 1;
    int priority = body.charAt(at) - '0';
    int end = body.indexOf('\n', at);
    int space = body.indexOf(' ', at + 2);
    String type = body.substring(space + 1, end);
    Map<Character, String> options = options(body.substring(at + 2, space));
    Envelope envelope = new Envelope(priority, options, type, body.substring(end + 1));
    return new Stored(created, envelope);
  }

  private static Map<Character, String> options(String text) {
    if (text.equals("-")) {
      return Map.of();
    }
    Map<Character, String> options = new TreeMap<>();
    for (String option : text.substring(1).split(";", -1)) {
      options.put(option.charAt(0), URLDecoder.decode(option.substring(2), StandardCharsets.UTF_8));
    }
    return options;
  }

  /**
   * An envelope that is in Redis.
   *
   * @param createdMillis when it got there, by Redis's clock, in ms since 1970
   */
  public record Stored(long createdMillis, Envelope envelope) {}
}
