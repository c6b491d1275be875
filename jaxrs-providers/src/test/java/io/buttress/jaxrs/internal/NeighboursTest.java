package io.buttress.jaxrs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may change what is stored of a cached method. */
class NeighboursTest {
  /** Has a cached method. */
  @Path("books")
  public static class Cached {
    @GET
    @Path("{id}")
    public void find() {}

    @PUT
    @Path("{id}/price")
    public void sameClass() {}
  }

  /** Another class for the same path. */
  @Path("/books/")
  public static class Same {
    @PUT
    @Path("{isbn}")
    public void sameUri() {}

    @PUT
    @Path("{isbn}/price")
    public void longerUri() {}
  }

  /** A class for a longer path. */
  @Path("books/{isbn}")
  public static class Longer {
    @PUT
    public void sameUriByClass() {}
  }

  /** A class for another path. */
  @Path("papers")
  public static class Other {
    @PUT
    @Path("{id}")
    public void otherUri() {}
  }

  /** A sub-resource. */
  public static class Part {
    @PUT
    public void anywhere() {}
  }

  private static ResourceMethod method(String name) {
    return Arrays.stream(NeighboursTest.class.getDeclaredClasses())
        .flatMap(type -> Arrays.stream(type.getMethods()))
        .filter(method -> method.getName().equals(name))
        .map(method -> new ResourceMethod(method.getDeclaringClass(), method))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "find, true",
    "sameClass, true",
    "sameUri, true",
    "longerUri, false",
    "sameUriByClass, true",
    "otherUri, false",
    "anywhere, true",
  })
  void they_are_those_of_its_class_and_of_its_uri_whoever_is_met_first(
      String name, boolean expected) {
    Neighbours after = new Neighbours();
    after.cached(method("find"));
    assertThat(after.of(method(name)).isBesideCached()).isEqualTo(expected);

    Neighbours before = new Neighbours();
    Neighbours.Neighbour neighbour = before.of(method(name));
    assertThat(neighbour.isBesideCached()).isFalse();
    before.cached(method("find"));
    assertThat(neighbour.isBesideCached()).isEqualTo(expected);
  }
}
