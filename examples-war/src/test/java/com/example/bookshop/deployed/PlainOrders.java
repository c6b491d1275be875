package com.example.bookshop.deployed;

import com.example.bookshop.api.NewOrder;
import com.example.bookshop.orders.NotInStockException;
import com.example.bookshop.orders.OrderService;
import jakarta.ejb.EJB;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;

/** Orders as of an application that knows nothing of keys: those are in Redis alone. */
@Path("/orders/plain")
@Produces(MediaType.APPLICATION_JSON)
public class PlainOrders {
  @EJB private OrderService orders;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response place(NewOrder order, @Context SecurityContext security)
      throws NotInStockException {
    String customer = security.getUserPrincipal().getName();
    long id = orders.place(customer, order.getIsbn(), order.getQuantity());
    return Response.status(Response.Status.CREATED).entity(Map.of("id", id)).build();
  }
}
