package com.example.bookshop.web;

import com.example.bookshop.catalogue.CatalogueService;
import io.buttress.Buttress;
import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Where the staff changes the price of a book. */
@WebServlet("/prices")
public class PriceServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @EJB private transient CatalogueService catalogue;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    request.setAttribute("books", catalogue.all());
    request.getRequestDispatcher("/WEB-INF/jsp/prices.jsp").forward(request, response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String isbn = String.valueOf(request.getParameter("isbn"));
    String price = String.valueOf(request.getParameter("price"));
    if (!price.matches("\\d{1,7}") || !catalogue.changePrice(isbn, Integer.parseInt(price))) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, "No such book, or no price in cents");
      return;
    }
    // On all nodes: nobody is to see the old price any more.
    Buttress.current()
        .map(Buttress::responseCache)
        .ifPresent(
            cache -> {
              cache.purgeTag("catalogue");
              cache.purgeTag("book-" + isbn);
            });
    response.sendRedirect(request.getContextPath() + "/catalogue");
  }
}
