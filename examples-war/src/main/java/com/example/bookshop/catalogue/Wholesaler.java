package com.example.bookshop.catalogue;

import jakarta.ejb.Stateless;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Stands for the system of a partner, which takes its time. */
@Stateless
public class Wholesaler {
  private static final long MILLIS = 300;

  /** When the partner has last looked at what is in stock. */
  public String stockTaken() {
    try {
      TimeUnit.MILLISECONDS.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Instant.now().toString();
  }
}
