package com.example.bookshop.orders;

import jakarta.ejb.ApplicationException;

/** There is no such book, or not enough of it. */
@ApplicationException(rollback = true)
public class NotInStockException extends Exception {
  private static final long serialVersionUID = 1L;

  public NotInStockException(String isbn) {
    super("Not in stock: " + isbn);
  }
}
