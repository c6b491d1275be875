package io.buttress.jaxrs.internal;

import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;

/**
 * A resource method of the application.
 *
 * @param type the class that JAX-RS calls, maybe a proxy
 * @param method the method that it calls
 */
record ResourceMethod(Class<?> type, Method method) {
  /**
   * The method that is being configured; empty if it is one of the runtime's own, such as Jersey's
   * answer to OPTIONS.
   */
  static Optional<ResourceMethod> of(ResourceInfo info) {
    Class<?> type = info.getResourceClass();
    Method method = info.getResourceMethod();
    return type == null || method == null || isOfTheRuntime(type)
        ? Optional.empty()
        : Optional.of(new ResourceMethod(type, method));
  }

  private static boolean isOfTheRuntime(Class<?> type) {
    String name = type.getName();
    return name.startsWith("org.glassfish.jersey.") || name.startsWith("org.jboss.resteasy.");
  }

  /** The class as its author knows it. */
  Class<?> realType() {
    Class<?> real = type;
    while (isProxy(real) && real.getSuperclass() != null) {
      real = real.getSuperclass();
    }
    return real == Object.class || real == Proxy.class ? method.getDeclaringClass() : real;
  }

  /** Subclasses and client proxies of Weld, OpenWebBeans, EJB views, CGLIB and the JDK. */
  private static boolean isProxy(Class<?> type) {
    return type.isSynthetic()
        || Proxy.isProxyClass(type)
        || type.getName().contains("$$")
        || type.getName().contains("$Proxy$");
  }

  /** The name of a policy for the whole class. */
  String className() {
    return policyName(realType().getSimpleName());
  }

  /** The name of a policy for the method. */
  String methodName() {
    return policyName(realType().getSimpleName() + "." + method.getName());
  }

  /** Java allows letters in names that policies don't. */
  private static String policyName(String name) {
    return name.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  /** What the key {@code resource-method} stands for. */
  String key() {
    return realType().getName() + "#" + method.getName();
  }
}
