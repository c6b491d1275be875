package com.example.bookshop.probe;

import io.buttress.jobs.JobHandler;
import jakarta.enterprise.context.ApplicationScoped;

/** A second handler for a type of the Bookshop's. */
@ApplicationScoped
public class SecondConfirmation {
  @JobHandler("order.confirmation")
  public void confirm(Long order) {
    throw new AssertionError(order);
  }
}
