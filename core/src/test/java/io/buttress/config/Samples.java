package io.buttress.config;

import io.buttress.http.HttpAnswer;
import io.buttress.http.RequestView;
import io.buttress.ratelimit.Decision;
import io.buttress.ratelimit.KeySource;
import io.buttress.ratelimit.LimitSource;
import io.buttress.ratelimit.RejectionRenderer;
import java.util.function.Predicate;

/** Classes that a user could have written. */
public final class Samples {
  private Samples() {}

  public static class Never implements Predicate<RequestView> {
    @Override
    public boolean test(RequestView request) {
      return false;
    }
  }

  public static class Tenants implements LimitSource {
    @Override
    public String limitsOf(RequestView request, String key) {
      return null;
    }
  }

  public static class Tenant implements KeySource {
    @Override
    public String keyOf(RequestView request) {
      return "t";
    }
  }

  public static class Renderer implements RejectionRenderer {
    @Override
    public HttpAnswer render(RequestView request, Decision.Rejected rejected, HttpAnswer standard) {
      return standard;
    }
  }

  public static class Broken implements KeySource {
    public Broken() {
      throw new IllegalStateException("no database");
    }

    @Override
    public String keyOf(RequestView request) {
      return null;
    }
  }

  public static class Unloadable implements KeySource {
    static final int BOOM = 1 / Integer.parseInt("0");

    @Override
    public String keyOf(RequestView request) {
      return null;
    }
  }
}
