package io.buttress.benchmarks.jobs;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What a job carries: 186 bytes as JSON. */
public final class Payload implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int AT_ONCE = 250;
  private static final String TEXT =
      "A dozen books, to be wrapped one by one, with a card that says: to the whole family, with"
          + " love. Ring twice.";

  /** Which order it is about. */
  public long order;

  /** When it was added, by System.nanoTime. */
  public long at;

  /** Something more. */
  public String text = TEXT;

  /** For JSON-B. */
  public Payload() {}

  /**
   * @param order which order it is about
   * @param at when it was added; 0 if that does not matter
   */
  public Payload(long order, long at) {
    this.order = 1_000_000_000_000_000L + order;
    this.at = at == 0 ? 1_000_000_000_000_000L : at;
  }

  /** As JSON. */
  public String json() {
    return "{\"at\":" + at + ",\"order\":" + order + ",\"text\":\"" + text + "\"}";
  }

  /** So many of them, in portions that are not too large for a trip. */
  public static void each(int jobs, Consumer<List<Payload>> to) {
    for (int from = 0; from < jobs; from += AT_ONCE) {
      to.accept(
          IntStream.range(from, Math.min(jobs, from + AT_ONCE))
              .mapToObj(i -> new Payload(i, 0))
              .toList());
    }
  }
}
