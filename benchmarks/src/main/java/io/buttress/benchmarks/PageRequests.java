package io.buttress.benchmarks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Requests for a page, or for one of several in turn. */
final class PageRequests implements Supplier<byte[]> {
  /** No page is asked for twice. */
  static final long ENDLESS = Long.MAX_VALUE;

  private final URI uri;
  private final long pages;
  private final String before;
  private final String after;
  private final byte[] first;
  private final AtomicLong page = new AtomicLong(System.nanoTime());

  /**
   * @param field a field beside Host, or nothing
   * @param pages how many pages there are
   */
  PageRequests(URI uri, String field, long pages) {
    this.uri = uri;
    this.pages = pages;
    this.before = "GET " + uri.getPath() + (pages > 1 ? "?page=" : "");
    String more = field.isEmpty() ? "" : field + "\r\n";
    this.after = " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n" + more + "\r\n";
    this.first = request("");
  }

  static PageRequests forOne(URI uri) {
    return new PageRequests(uri, "", 1);
  }

  URI uri() {
    return uri;
  }

  boolean areEndless() {
    return pages == ENDLESS;
  }

  @Override
  public byte[] get() {
    return pages == 1 ? first : request(Long.toString(page.incrementAndGet() % pages));
  }

  private byte[] request(String number) {
    return (before + number + after).getBytes(StandardCharsets.US_ASCII);
  }
}
