<%@ page contentType="text/html; charset=UTF-8" import="java.util.List, com.example.bookshop.orders.Order, com.example.bookshop.web.Html" %>
<!DOCTYPE html>
<html lang="en">
<head>
  <title>Bookshop: your orders</title>
  <link rel="stylesheet" href="${pageContext.request.contextPath}/bookshop.css">
</head>
<body>
<%@ include file="header.jspf" %>
<h1>Orders of <%= Html.escape(request.getRemoteUser()) %></h1>
<%
  @SuppressWarnings("unchecked")
  List<Order> orders = (List<Order>) request.getAttribute("orders");
%>
<table>
  <tr><th>Number</th><th>Title</th><th>Quantity</th><th>Placed</th></tr>
<% for (Order order : orders) { pageContext.setAttribute("order", order); %>
  <tr>
    <td>${order.id}</td>
    <td><%= Html.escape(order.getTitle()) %></td>
    <td>${order.quantity}</td>
    <td><%= Html.escape(order.getPlacedAt()) %></td>
  </tr>
<% } %>
</table>
<p><%= orders.size() %> orders</p>
</body>
</html>
