package com.example.bookshop.api;

import com.example.bookshop.orders.NotInStockException;
import com.example.bookshop.orders.Order;
import com.example.bookshop.orders.OrderInProgressException;
import com.example.bookshop.orders.OrderPapers;
import com.example.bookshop.orders.OrderService;
import io.buttress.idempotency.IdempotentCall;
import io.buttress.jaxrs.RateLimited;
import jakarta.ejb.EJB;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A customer's own orders; web.xml asks for a login. */
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
public class OrderResource {
  private static final String CALL = IdempotentCall.ATTRIBUTE;

  @EJB private OrderService orders;
  @EJB private OrderPapers papers;

  @GET
  public List<Order> mine(@Context SecurityContext security) {
    return orders.ordersOf(security.getUserPrincipal().getName());
  }

  /** The papers that have been written for an order. */
  @GET
  @Path("{id}/papers")
  public List<String> papers(@PathParam("id") long id, @Context SecurityContext security)
      throws SQLException {
    return papers.papersOf(security.getUserPrincipal().getName(), id);
  }

  @POST
  @RateLimited(limits = "10/1m", key = "principal")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response place(
      NewOrder order, @Context SecurityContext security, @Context HttpServletRequest request) {
    if (order == null || order.getIsbn() == null || order.getQuantity() < 1) {
      return refuse(Response.Status.BAD_REQUEST, "An order has an isbn and a quantity from 1");
    }
    try {
      String customer = security.getUserPrincipal().getName();
      long id = place(order, customer, IdempotentCall.of(request.getAttribute(CALL)));
      return Response.status(Response.Status.CREATED).entity(Map.of("id", id)).build();
    } catch (NotInStockException e) {
      return refuse(Response.Status.CONFLICT, e.getMessage());
    } catch (OrderInProgressException e) {
      // Not final: the key stays free for the retry that will be told the order's number.
      return refuse(Response.Status.SERVICE_UNAVAILABLE, "The order is being placed: try again");
    }
  }

  private long place(NewOrder order, String customer, Optional<IdempotentCall> call)
      throws NotInStockException {
    return call.isPresent()
        ? orders.placeOnce(call.get(), customer, order.getIsbn(), order.getQuantity())
        : orders.place(customer, order.getIsbn(), order.getQuantity());
  }

  private static Response refuse(Response.Status status, String message) {
    return Response.status(status).entity(Map.of("message", message)).build();
  }
}
