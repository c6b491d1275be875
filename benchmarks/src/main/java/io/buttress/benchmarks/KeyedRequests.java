package io.buttress.benchmarks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** POSTs with an Idempotency-Key of 36 characters: a new one each time, or one of some. */
final class KeyedRequests implements Supplier<byte[]> {
  private static final AtomicLong NEXT = new AtomicLong();
  private static final String KEY = "00000000-0000-4000-8000-000000000000";
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[] template;
  private final int end;
  private final AtomicLong next;
  private final long keys;

  private KeyedRequests(URI uri, AtomicLong next, long keys) {
    String head =
        "POST "
            + uri.getPath()
            + " HTTP/1.1\r\nHost: "
            + uri.getAuthority()
            + "\r\nContent-Type: application/json\r\nIdempotency-Key: "
            + KEY;
    String body = "{\"isbn\":\"9780141439518\",\"quantity\":1}";
    String rest = "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    this.template = (head + rest).getBytes(StandardCharsets.US_ASCII);
    this.end = head.length();
    this.next = next;
    this.keys = keys;
  }

  /** Each with a key that none had before. */
  static KeyedRequests fresh(URI uri) {
    NEXT.accumulateAndGet(1L << 24, Math::max);
    return new KeyedRequests(uri, NEXT, Long.MAX_VALUE);
  }

  /** With so many keys that take turns, from the first one on. */
  static KeyedRequests repeated(URI uri, long keys) {
    return new KeyedRequests(uri, new AtomicLong(), keys);
  }

  @Override
  public byte[] get() {
    byte[] request = template.clone();
    long number = next.getAndIncrement() % keys;
    for (int i = end - 1; number > 0; i--) {
      request[i] = DIGITS[(int) (number & 0xf)];
      number >>>= 4;
    }
    return request;
  }
}
