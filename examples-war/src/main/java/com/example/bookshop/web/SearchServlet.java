package com.example.bookshop.web;

import com.example.bookshop.catalogue.CatalogueService;
import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Finds books by title or author. */
@WebServlet("/search")
public class SearchServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @EJB private transient CatalogueService catalogue;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String text = request.getParameter("q");
    if (text == null || text.isBlank()) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, "What do you look for? Say ?q=...");
      return;
    }
    request.setAttribute("books", catalogue.search(text.strip()));
    request.setAttribute("heading", "Books that match '" + text.strip() + "'");
    request.getRequestDispatcher("/WEB-INF/jsp/books.jsp").forward(request, response);
  }
}
