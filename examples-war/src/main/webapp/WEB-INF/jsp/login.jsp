<%@ page contentType="text/html; charset=UTF-8" import="com.example.bookshop.web.Html" %>
<!DOCTYPE html>
<html lang="en">
<head>
  <title>Bookshop: log in</title>
  <link rel="stylesheet" href="${pageContext.request.contextPath}/bookshop.css">
</head>
<body>
<%@ include file="header.jspf" %>
<h1>Log in</h1>
<p class="message">${message}</p>
<form action="${pageContext.request.contextPath}/login" method="post">
  <input type="hidden" name="next" value="<%= Html.escape(request.getParameter("next")) %>">
  <label>Name <input name="name" autofocus></label>
  <label>Password <input name="password" type="password"></label>
  <button>Log in</button>
</form>
</body>
</html>
