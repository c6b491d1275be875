package io.buttress.servlet.server;

import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.util.security.Credential;

/** Jetty's own login. */
final class JettyLogin {
  private JettyLogin() {}

  static void add(ServletContextHandler context, Login login) {
    if (login == Login.NONE) {
      return;
    }
    UserStore users = new UserStore();
    for (String user : Login.USERS) {
      users.addUser(user, Credential.getCredential(user), new String[] {Login.ROLE});
    }
    HashLoginService service = new HashLoginService("shop");
    service.setUserStore(users);
    ConstraintMapping mapping = new ConstraintMapping();
    mapping.setPathSpec(Login.PROTECTED);
    mapping.setConstraint(Constraint.from(Login.ROLE));
    ConstraintSecurityHandler security = new ConstraintSecurityHandler();
    security.setLoginService(service);
    security.addConstraintMapping(mapping);
    security.setAuthenticator(
        login == Login.BASIC
            ? new BasicAuthenticator()
            : new FormAuthenticator(Login.PAGE, Login.PAGE, false));
    context.setSecurityHandler(security);
  }
}
