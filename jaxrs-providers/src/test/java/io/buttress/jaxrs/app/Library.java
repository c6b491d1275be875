package io.buttress.jaxrs.app;

import io.buttress.jaxrs.RateLimited;
import io.buttress.ratelimit.Algorithm;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Limits in all the places where they may stand. */
@RateLimited(limits = "50/1h")
public class Library extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        Hall.class, Desk.class, Texts.class, Counter.class, Safe.class, Lounge.class, Bare.class);
  }

  /** Has no limits of its own. */
  @Path("hall")
  public static class Hall {
    @GET
    public String here() {
      return "hall";
    }

    @GET
    @Path("own")
    @RateLimited(limits = "1/1h")
    public String own() {
      return "own";
    }

    @Path("bare-room")
    public Bare.Room bareRoom() {
      return new Bare.Room();
    }

    @Path("wing/{id}")
    public Wing wing() {
      return new Wing();
    }

    @Path("room")
    public Object room() {
      return new Room();
    }
  }

  /** A sub-resource whose path has a variable that the locator has, too. */
  public static class Wing {
    @GET
    @Path("door/{id}")
    @RateLimited(limits = "1/1h", key = "path:id")
    public String door(@PathParam("id") String id) {
      return id;
    }
  }

  /** A sub-resource. */
  @RateLimited(limits = "2/1h")
  public static class Room {
    @GET
    public String here() {
      return "room";
    }

    @GET
    @Path("own")
    @RateLimited(limits = "3/1h")
    public String own() {
      return "own";
    }
  }

  /** A contract, as generators write it. */
  public interface Lending {
    @GET
    @Path("lend")
    @RateLimited(limits = "4/1h")
    String lend();
  }

  /** A superclass. */
  public abstract static class Furniture {
    @GET
    @Path("dust")
    @RateLimited(limits = "5/1h", algorithm = Algorithm.FIXED_WINDOW, cost = 4)
    public String dust() {
      return "dust";
    }

    @GET
    @Path("polish")
    @RateLimited(limits = "5/1h")
    public String polish() {
      return "polish";
    }
  }

  /** Inherits. */
  @Path("desk")
  public static class Desk extends Furniture implements Lending {
    @Override
    public String lend() {
      return "lent";
    }
  }

  /** A contract with a type parameter. */
  public interface Collection<K> {
    @GET
    @Path("{id}")
    @RateLimited(limits = "6/1h")
    String find(@PathParam("id") K id);
  }

  /** Says what the parameter is. */
  @Path("texts")
  public static class Texts implements Collection<String> {
    @Override
    public String find(String id) {
      return id;
    }
  }

  /** Has limits of its own where its contracts have some. */
  @Path("counter")
  public static class Counter implements Lending, Collection<String> {
    @Override
    @RateLimited(limits = "9/1h")
    public String lend() {
      return "lent";
    }

    @Override
    @RateLimited(limits = "10/1h")
    public String find(String id) {
      return id;
    }
  }

  /** A contract with a type parameter, and without limits. */
  public interface Keeping<K> {
    @GET
    @Path("{id}")
    String keep(@PathParam("id") K id);
  }

  /** Has limits where its contract has none. */
  @Path("safe")
  public static class Safe implements Keeping<String> {
    @Override
    @RateLimited(limits = "11/1h")
    public String keep(String id) {
      return id;
    }
  }

  /** Limits all that implement it. */
  @RateLimited(limits = "7/1h")
  public interface Quiet {}

  /** Is quiet. */
  @Path("lounge")
  public static class Lounge implements Quiet {
    @GET
    public String here() {
      return "lounge";
    }
  }

  /** Has no annotations at all. */
  @Path("bare")
  public static class Bare {
    @GET
    public String here() {
      return "bare";
    }

    @GET
    @Path("by-property")
    public String byProperty() {
      return "by property";
    }

    /** A sub-resource without annotations. */
    public static class Room {
      @GET
      public String here() {
        return "room";
      }
    }
  }
}
