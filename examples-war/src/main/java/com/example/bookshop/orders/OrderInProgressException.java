package com.example.bookshop.orders;

import jakarta.ejb.ApplicationException;

/** Another request with the same key is placing the order, or has placed another one. */
@ApplicationException(rollback = true)
public class OrderInProgressException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
