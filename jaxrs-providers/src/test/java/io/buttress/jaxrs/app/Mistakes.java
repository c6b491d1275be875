package io.buttress.jaxrs.app;

import io.buttress.jaxrs.Idempotent;
import io.buttress.jaxrs.RateLimited;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** Applications that are not to be deployed. */
public final class Mistakes {
  private Mistakes() {}

  /** Has a limit that is none. */
  public static class NoLimit extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Good.class, Bad.class);
    }
  }

  /** Has a limit where nothing is limited. */
  public static class AtLocator extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Good.class, Locating.class);
    }
  }

  /** Wants keys where none is needed. */
  public static class KeyToRead extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Reading.class);
    }
  }

  /** Wants a key for GET. */
  @Path("reading")
  public static class Reading {
    @GET
    @Idempotent
    public String here() {
      return "reading";
    }
  }

  /** Has two policies of one name. */
  public static class Twins extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Good.class, Other.Good.class);
    }
  }

  /** Has nothing wrong, but for what is beside it. */
  public static class Twin extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Other.Good.class);
    }
  }

  /** Shows its mistake only when it is asked. */
  public static class Late extends Application {
    @Override
    public Set<Class<?>> getClasses() {
      return Set.of(Good.class);
    }
  }

  /** Is as it should be, but for what it leads to. */
  @Path("good")
  @RateLimited(limits = "9/1h")
  public static class Good {
    @GET
    public String here() {
      return "good";
    }

    @Path("bad")
    public Bad bad() {
      return new Bad();
    }
  }

  /** Has a mistake. */
  @Path("bad")
  public static class Bad {
    @GET
    @RateLimited(limits = "many")
    public String here() {
      return "bad";
    }
  }

  /** Limits a locator. */
  @Path("locating")
  public static class Locating {
    @GET
    public String here() {
      return "locating";
    }

    @Path("part")
    @RateLimited(limits = "1/1h")
    public Object part() {
      return new Good();
    }
  }

  /** Where names are the same. */
  public static final class Other {
    private Other() {}

    /** Another one. */
    @Path("other")
    @RateLimited(limits = "9/1h")
    public static class Good {
      @GET
      public String here() {
        return "other";
      }
    }
  }
}
