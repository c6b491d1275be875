package com.example.bookshop.api;

/** The body of an order. */
public class NewOrder {
  private String isbn;
  private int quantity = 1;

  public String getIsbn() {
    return isbn;
  }

  public void setIsbn(String isbn) {
    this.isbn = isbn;
  }

  public int getQuantity() {
    return quantity;
  }

  public void setQuantity(int quantity) {
    this.quantity = quantity;
  }
}
