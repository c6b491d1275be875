package io.buttress.jaxrs.internal;

import java.lang.reflect.Proxy;

/** The class as its author knows it, where JAX-RS has a proxy of it. */
final class RealType {
  private RealType() {}

  /** Without the subclasses and client proxies of Weld, OpenWebBeans, EJB views and CGLIB. */
  static Class<?> of(Class<?> type) {
    Class<?> real = type;
    while (isProxy(real) && real.getSuperclass() != null) {
      real = real.getSuperclass();
    }
    return real;
  }

  private static boolean isProxy(Class<?> type) {
    return type.isSynthetic()
        || Proxy.isProxyClass(type)
        || type.getName().contains("$$")
        || type.getName().contains("$Proxy$");
  }
}
