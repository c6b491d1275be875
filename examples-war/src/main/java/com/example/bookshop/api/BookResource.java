package com.example.bookshop.api;

import com.example.bookshop.catalogue.Book;
import com.example.bookshop.catalogue.CatalogueService;
import io.buttress.cache.Identity;
import io.buttress.jaxrs.CacheInvalidate;
import io.buttress.jaxrs.Cached;
import jakarta.ejb.EJB;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;

/** The catalogue, for everybody: neither sessions nor cookies tell these answers apart. */
@Path("/books")
@Produces(MediaType.APPLICATION_JSON)
public class BookResource {
  @EJB private CatalogueService catalogue;

  @GET
  @Cached(
      ttl = "5m",
      tags = "catalogue",
      shareDespite = {Identity.SESSION, Identity.COOKIE})
  public List<Book> all() {
    return catalogue.all();
  }

  @GET
  @Path("/{isbn}")
  @Cached(
      ttl = "5m",
      tags = "book-{isbn}",
      shareDespite = {Identity.SESSION, Identity.COOKIE})
  public Book one(@PathParam("isbn") String isbn) {
    return catalogue.find(isbn).orElseThrow(NotFoundException::new);
  }

  /** On all nodes nobody is to see the old price any more, here or on the catalogue's page. */
  @PUT
  @Path("/{isbn}/price")
  @Consumes(MediaType.TEXT_PLAIN)
  @CacheInvalidate(tags = {"catalogue", "book-{isbn}"})
  public void changePrice(
      @PathParam("isbn") String isbn, String cents, @Context SecurityContext security) {
    if (!security.isUserInRole("staff")) {
      throw new ForbiddenException();
    }
    if (!cents.matches("\\d{1,7}")) {
      throw new BadRequestException();
    }
    if (!catalogue.changePrice(isbn, Integer.parseInt(cents))) {
      throw new NotFoundException();
    }
  }
}
