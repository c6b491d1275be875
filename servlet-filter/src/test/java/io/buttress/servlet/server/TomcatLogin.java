package io.buttress.servlet.server;

import org.apache.catalina.Context;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.authenticator.FormAuthenticator;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;

/** Tomcat's own login. */
final class TomcatLogin {
  private TomcatLogin() {}

  static void add(Tomcat tomcat, Context context, Login login) {
    if (login == Login.NONE) {
      return;
    }
    for (String user : Login.USERS) {
      tomcat.addUser(user, user);
      tomcat.addRole(user, Login.ROLE);
    }
    context.setLoginConfig(new LoginConfig(login.name(), "shop", Login.PAGE, Login.PAGE));
    SecurityCollection protectedPages = new SecurityCollection();
    protectedPages.addPatternDecoded(Login.PROTECTED);
    SecurityConstraint constraint = new SecurityConstraint();
    constraint.addCollection(protectedPages);
    constraint.addAuthRole(Login.ROLE);
    context.addConstraint(constraint);
    context.addSecurityRole(Login.ROLE);
    context
        .getPipeline()
        .addValve(login == Login.BASIC ? new BasicAuthenticator() : new FormAuthenticator());
  }
}
