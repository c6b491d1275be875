package com.example.bookshop.orders;

/** What a customer has ordered. */
public class Order {
  private final long id;
  private final String isbn;
  private final String title;
  private final int quantity;
  private final String placedAt;

  public Order(long id, String isbn, String title, int quantity, String placedAt) {
    this.id = id;
    this.isbn = isbn;
    this.title = title;
    this.quantity = quantity;
    this.placedAt = placedAt;
  }

  public long getId() {
    return id;
  }

  public String getIsbn() {
    return isbn;
  }

  public String getTitle() {
    return title;
  }

  public int getQuantity() {
    return quantity;
  }

  public String getPlacedAt() {
    return placedAt;
  }
}
