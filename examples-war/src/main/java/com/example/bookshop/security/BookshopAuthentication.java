package com.example.bookshop.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.BasicAuthenticationCredential;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.DatabaseIdentityStoreDefinition;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;

/** Pages have a login form and a session; the API has Basic credentials and none. */
@DatabaseIdentityStoreDefinition(
    dataSourceLookup = "java:comp/DefaultDataSource",
    callerQuery = "SELECT password FROM bookshop_customer WHERE name = ?",
    groupsQuery = "SELECT role FROM bookshop_customer WHERE name = ?")
@ApplicationScoped
public class BookshopAuthentication implements HttpAuthenticationMechanism {
  private static final String BASIC = "Basic ";

  @Inject private IdentityStoreHandler identities;

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
      throws AuthenticationException {
    Credential fromLoginForm = context.getAuthParameters().getCredential();
    if (fromLoginForm != null) {
      return login(fromLoginForm, context);
    }
    String authorization = request.getHeader("Authorization");
    if (authorization != null && authorization.startsWith(BASIC)) {
      return basic(authorization.substring(BASIC.length()), response, context);
    }
    if (request.getUserPrincipal() != null) {
      return context.notifyContainerAboutLogin(request.getUserPrincipal(), null);
    }
    return context.isProtected() ? challenge(request, response, context) : context.doNothing();
  }

  private AuthenticationStatus login(Credential credential, HttpMessageContext context) {
    CredentialValidationResult result = identities.validate(credential);
    if (result.getStatus() != CredentialValidationResult.Status.VALID) {
      return AuthenticationStatus.SEND_FAILURE;
    }
    context.setRegisterSession(result.getCallerPrincipal().getName(), result.getCallerGroups());
    return context.notifyContainerAboutLogin(result);
  }

  private AuthenticationStatus basic(
      String token, HttpServletResponse response, HttpMessageContext context) {
    try {
      CredentialValidationResult result =
          identities.validate(new BasicAuthenticationCredential(token));
      if (result.getStatus() == CredentialValidationResult.Status.VALID) {
        return context.notifyContainerAboutLogin(result);
      }
    } catch (IllegalArgumentException e) {
      System.getLogger(BookshopAuthentication.class.getName())
          .log(System.Logger.Level.DEBUG, "Credentials that can't be read", e);
    }
    return unauthorized(response, context);
  }

  private static AuthenticationStatus challenge(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
    if (request.getServletPath().startsWith("/api")) {
      return unauthorized(response, context);
    }
    return context.redirect(
        request.getContextPath()
            + "/login?next="
            + URLEncoder.encode(request.getServletPath(), UTF_8));
  }

  private static AuthenticationStatus unauthorized(
      HttpServletResponse response, HttpMessageContext context) {
    response.setHeader("WWW-Authenticate", "Basic realm=\"bookshop\"");
    return context.responseUnauthorized();
  }
}
