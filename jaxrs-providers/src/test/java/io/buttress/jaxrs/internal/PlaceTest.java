package io.buttress.jaxrs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.jaxrs.RateLimited;
import jakarta.ws.rs.core.Application;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers call proxies; policies are named after what their author has written. */
class PlaceTest {
  /** A contract. */
  interface Shelf {
    @RateLimited(limits = "1/1s")
    void put();
  }

  /** A class. */
  @RateLimited(limits = "2/1s")
  static class Books implements Shelf {
    @Override
    public void put() {
      // What happens is not the question.
    }

    public void price$() {
      // A name that is no name of a policy.
    }
  }

  /** As CDI and EJB make them. */
  static class Books$$WeldSubclass extends Books {
    @Override
    public void put() {
      super.put();
    }
  }

  /** As it is deployed. */
  @RateLimited(limits = "3/1s")
  static class Shop extends Application {}

  /** As CDI makes it. */
  static class Shop$Proxy$_$$_WeldClientProxy extends Shop {}

  private static List<Place<RateLimited>> places(
      Class<?> type, String method, Application application) throws NoSuchMethodException {
    Method called = type.getMethod(method);
    return Place.around(new ResourceMethod(type, called), application, RateLimited.class);
  }

  @Test
  void the_method_comes_first_then_its_class_then_the_application() throws Exception {
    assertThat(places(Books.class, "put", new Shop()))
        .extracting(Place::name)
        .containsExactly("Books.put", "Books", "Shop");
  }

  @Test
  void subclasses_that_containers_make_are_seen_through() throws Exception {
    List<Place<RateLimited>> places =
        places(Books$$WeldSubclass.class, "put", new Shop$Proxy$_$$_WeldClientProxy());
    assertThat(places).extracting(Place::name).containsExactly("Books.put", "Books", "Shop");
    assertThat(places)
        .extracting(place -> place.annotations().get(0).limits())
        .containsExactly("1/1s", "2/1s", "3/1s");
    assertThat(places.get(0).source()).endsWith("PlaceTest$Books#put");
  }

  @Test
  void a_proxy_that_only_has_interfaces_is_named_after_the_one_of_the_method() throws Exception {
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Shelf.class},
            (self, m, arguments) -> null);
    Method called = Shelf.class.getDeclaredMethod("put");
    assertThat(Place.around(new ResourceMethod(proxy.getClass(), called), null, RateLimited.class))
        .extracting(Place::name)
        .containsExactly("Shelf.put", "Shelf");
  }

  @Test
  void letters_that_no_policy_may_have_are_replaced() throws Exception {
    assertThat(places(Books.class, "price$", new Application()))
        .extracting(Place::name)
        .containsExactly("Books.price_", "Books");
  }
}
