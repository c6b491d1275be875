package io.buttress.jaxrs.internal;

import io.buttress.http.RequestView;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as JAX-RS sees it, after matching.
 *
 * @param servlet the same request as the servlet container sees it; null where there is none
 * @param resource what the key {@code resource-method} stands for
 */
record JaxrsRequestView(
    ContainerRequestContext context, @Nullable HttpServletRequest servlet, String resource)
    implements RequestView {
  @Override
  public String method() {
    return context.getMethod();
  }

  @Override
  public String path() {
    return servlet == null
        ? RequestPath.of(context.getUriInfo().getRequestUri())
        : RequestPath.of(servlet);
  }

  @Override
  public @Nullable String query() {
    return context.getUriInfo().getRequestUri().getRawQuery();
  }

  @Override
  public String remoteAddress() {
    String address = servlet == null ? null : servlet.getRemoteAddr();
    return address == null ? "" : address;
  }

  @Override
  public List<String> headers(String name) {
    List<String> values = context.getHeaders().get(name);
    return values == null ? List.of() : values;
  }

  @Override
  public @Nullable String principal() {
    SecurityContext security = context.getSecurityContext();
    Principal principal = security == null ? null : security.getUserPrincipal();
    return principal == null ? null : principal.getName();
  }

  @Override
  public boolean isUserInRole(String role) {
    SecurityContext security = context.getSecurityContext();
    return security != null && security.isUserInRole(role);
  }

  @Override
  public @Nullable String sessionId() {
    HttpSession session = servlet == null ? null : servlet.getSession(false);
    return session == null ? null : session.getId();
  }

  @Override
  public @Nullable String cookie(String name) {
    Cookie cookie = context.getCookies().get(name);
    return cookie == null ? null : cookie.getValue();
  }

  @Override
  public String resourceMethod() {
    return resource;
  }

  @Override
  public @Nullable String pathVariable(String name) {
    return PathVariables.of(context.getUriInfo(), name, true);
  }
}
