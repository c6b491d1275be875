package io.buttress.servlet.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Reads every body ahead, and keeps its digest. */
final class DigestProbe implements Filter {
  /** What came of a body. */
  record Taken(Prefetch prefetch, String digest) {}

  final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
  private final int cap;

  DigestProbe(int cap) {
    this.cap = cap;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    DigestingRequest digesting = new DigestingRequest((HttpServletRequest) request);
    MessageDigest digest = sha256();
    Prefetch prefetch = digesting.prefetch(cap, digest::update);
    String hex = HexFormat.of().formatHex(digest.digest());
    taken.add(new Taken(prefetch, hex));
    chain.doFilter(digesting, response);
    digesting.returned();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String toString() {
    return "digest";
  }
}
