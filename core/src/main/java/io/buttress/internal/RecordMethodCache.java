package io.buttress.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * Makes the JDK forget the last record it has met.
 *
 * <p>A record's {@code equals}, {@code hashCode} and {@code toString} are put together at their
 * first call, from a handful of method handles in static fields of {@link ObjectMethods}. In Java
 * 17 each of those remembers the type it was last adapted to: the class of the last record,
 * whichever application it belongs to, and with it that application's class loader, until a record
 * of somebody else comes along. Nothing takes that back; but being adapted to {@code String} does.
 */
final class RecordMethodCache {
  private static final Logger LOG = System.getLogger(RecordMethodCache.class.getName());
  private static final MethodHandle COMPONENT = MethodHandles.identity(String.class);

  private RecordMethodCache() {}

  static void clear() {
    adapt("equals", MethodType.methodType(boolean.class, String.class, Object.class));
    adapt("hashCode", MethodType.methodType(int.class, String.class));
    adapt("toString", MethodType.methodType(String.class, String.class));
  }

  /** As for a record with one component, save that it is no record, which nobody checks. */
  private static void adapt(String method, MethodType type) {
    try {
      ObjectMethods.bootstrap(
          MethodHandles.lookup(), method, type, String.class, "value", COMPONENT);
    } catch (Throwable e) {
      // Another Java may check. At worst it remembers one class loader, as without this.
      LOG.log(Level.DEBUG, "The cache of {0} was not cleared: {1}", method, e);
    }
  }
}
