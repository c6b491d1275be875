package com.example.bookshop.web;

/** For the pages. */
public final class Html {
  private Html() {}

  /** Text as it can stand between tags and in quoted attributes. */
  public static String escape(Object text) {
    return text == null
        ? ""
        : text.toString()
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;");
  }
}
