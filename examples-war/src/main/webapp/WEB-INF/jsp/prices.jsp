<%@ page contentType="text/html; charset=UTF-8" import="java.util.List, com.example.bookshop.catalogue.Book, com.example.bookshop.web.Html" %>
<!DOCTYPE html>
<html lang="en">
<head>
  <title>Bookshop: prices</title>
  <link rel="stylesheet" href="${pageContext.request.contextPath}/bookshop.css">
</head>
<body>
<%@ include file="header.jspf" %>
<h1>Prices</h1>
<%
  @SuppressWarnings("unchecked")
  List<Book> books = (List<Book>) request.getAttribute("books");
  for (Book book : books) {
%>
<form action="${pageContext.request.contextPath}/prices" method="post">
  <input type="hidden" name="isbn" value="<%= Html.escape(book.getIsbn()) %>">
  <label><%= Html.escape(book.getTitle()) %> <input name="price" value="<%= book.getPriceInCents() %>"></label>
  <button>Change</button>
</form>
<% } %>
</body>
</html>
