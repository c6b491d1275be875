package com.example.bookshop.catalogue;

/** A title in the catalogue. */
public class Book {
  private final String isbn;
  private final String title;
  private final String author;
  private final int priceInCents;
  private final int stock;

  public Book(String isbn, String title, String author, int priceInCents, int stock) {
    this.isbn = isbn;
    this.title = title;
    this.author = author;
    this.priceInCents = priceInCents;
    this.stock = stock;
  }

  public String getIsbn() {
    return isbn;
  }

  public String getTitle() {
    return title;
  }

  public String getAuthor() {
    return author;
  }

  public int getPriceInCents() {
    return priceInCents;
  }

  public int getStock() {
    return stock;
  }
}
