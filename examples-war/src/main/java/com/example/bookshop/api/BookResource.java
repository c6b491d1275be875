package com.example.bookshop.api;

import com.example.bookshop.catalogue.Book;
import com.example.bookshop.catalogue.CatalogueService;
import jakarta.ejb.EJB;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The catalogue, for everybody. */
@Path("/books")
@Produces(MediaType.APPLICATION_JSON)
public class BookResource {
  @EJB private CatalogueService catalogue;

  @GET
  public List<Book> all() {
    return catalogue.all();
  }

  @GET
  @Path("/{isbn}")
  public Book one(@PathParam("isbn") String isbn) {
    return catalogue.find(isbn).orElseThrow(NotFoundException::new);
  }
}
