<%@ page contentType="text/html; charset=UTF-8" import="java.util.List, com.example.bookshop.catalogue.Book, com.example.bookshop.web.Html" %>
<!DOCTYPE html>
<html lang="en">
<head>
  <title>Bookshop</title>
  <link rel="stylesheet" href="${pageContext.request.contextPath}/bookshop.css">
</head>
<body>
<%@ include file="header.jspf" %>
<h1><%= Html.escape(request.getAttribute("heading")) %></h1>
<%
  @SuppressWarnings("unchecked")
  List<Book> books = (List<Book>) request.getAttribute("books");
%>
<table>
  <tr><th>Title</th><th>Author</th><th>Price</th><th>In stock</th></tr>
<% for (Book book : books) { pageContext.setAttribute("book", book); %>
  <tr>
    <td><%= Html.escape(book.getTitle()) %></td>
    <td><%= Html.escape(book.getAuthor()) %></td>
    <td><%= String.format(java.util.Locale.ROOT, "%.2f", book.getPriceInCents() / 100.0) %></td>
    <td>${book.stock > 0 ? book.stock : 'sold out'}</td>
  </tr>
<% } %>
</table>
<p><%= books.size() %> books</p>
<% if (request.getAttribute("stockTaken") != null) { %>
<p>Stock taken at ${stockTaken}</p>
<% } %>
</body>
</html>
