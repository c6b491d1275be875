package com.example.bookshop.web;

import com.example.bookshop.orders.OrderService;
import jakarta.ejb.EJB;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the customer who is logged in has ordered so far. */
@WebServlet("/orders")
public class OrderHistoryServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @EJB private transient OrderService orders;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    request.setAttribute("orders", orders.ordersOf(request.getRemoteUser()));
    request.getRequestDispatcher("/WEB-INF/jsp/orders.jsp").forward(request, response);
  }
}
