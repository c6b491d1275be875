package com.example.bookshop.web;

import com.example.bookshop.catalogue.CatalogueService;
import com.example.bookshop.catalogue.Wholesaler;
import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The shop window: all books. */
@WebServlet({"", "/catalogue"})
public class CatalogueServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @EJB private transient CatalogueService catalogue;

  @EJB private transient Wholesaler wholesaler;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    request.setAttribute("books", catalogue.all());
    request.setAttribute("heading", "All books");
    request.setAttribute("stockTaken", wholesaler.stockTaken());
    request.getRequestDispatcher("/WEB-INF/jsp/books.jsp").forward(request, response);
  }
}
