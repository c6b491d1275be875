package com.example.bookshop.web;

import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.SecurityContext;
import jakarta.security.enterprise.authentication.mechanism.http.AuthenticationParameters;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The login form and what it posts to. */
@WebServlet("/login")
public class LoginServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient SecurityContext security;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    request.getRequestDispatcher("/WEB-INF/jsp/login.jsp").forward(request, response);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    AuthenticationStatus status =
        security.authenticate(
            request,
            response,
            AuthenticationParameters.withParams()
                .newAuthentication(true)
                .credential(
                    new UsernamePasswordCredential(
                        parameter(request, "name"), parameter(request, "password"))));
    if (status == AuthenticationStatus.SUCCESS) {
      response.sendRedirect(request.getContextPath() + next(request));
    } else {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      request.setAttribute("message", "Name or password is wrong.");
      request.getRequestDispatcher("/WEB-INF/jsp/login.jsp").forward(request, response);
    }
  }

  /** A page of this shop, whatever the form says. */
  private static String next(HttpServletRequest request) {
    return parameter(request, "next").equals("/orders") ? "/orders" : "/catalogue";
  }

  private static String parameter(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value == null ? "" : value;
  }
}
