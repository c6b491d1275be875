package io.buttress.jaxrs.app;

import io.buttress.http.RequestView;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Believes who a request says that it comes from: {@code alice;premium}. Nobody is 'mallory'. */
@Priority(Priorities.AUTHENTICATION)
public class Login implements ContainerRequestFilter {
  public static final AtomicInteger ASKED = new AtomicInteger();

  /** The same without a priority, as many write it. */
  public static final class Unordered implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext context) {
      new Login().filter(context);
    }
  }

  /** Who is in that role is exempt. */
  public static final class NotPremium implements Predicate<RequestView> {
    @Override
    public boolean test(RequestView request) {
      return !request.isUserInRole("premium");
    }
  }

  @Override
  public void filter(ContainerRequestContext context) {
    ASKED.incrementAndGet();
    String user = context.getHeaderString("User");
    if (user == null) {
      return;
    }
    if (user.equals("mallory")) {
      context.abortWith(Response.status(401).build());
      return;
    }
    String[] parts = user.split(";");
    context.setSecurityContext(new Known(parts[0], parts.length > 1 ? parts[1] : ""));
  }

  private record Known(String name, String role) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return () -> name;
    }

    @Override
    public boolean isUserInRole(String asked) {
      return asked.equals(role);
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public String getAuthenticationScheme() {
      return "believe";
    }
  }
}
