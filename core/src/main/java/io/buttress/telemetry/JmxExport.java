package io.buttress.telemetry;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Shows telemetry by JMX, as {@code io.buttress:type=Telemetry,application="…"}. Whatever goes
 * wrong with that is logged, and stops nothing.
 */
public final class JmxExport implements AutoCloseable {
  private static final Logger LOG = System.getLogger(JmxExport.class.getName());

  /** Applications of one name are told apart by a number; so many is a leak. */
  private static final int MOST_OF_ONE_NAME = 100;

  private final MBeanServer server;
  private final @Nullable ObjectName name;

  private JmxExport(MBeanServer server, @Nullable ObjectName name) {
    this.server = server;
    this.name = name;
  }

  /**
   * Registers the MBean.
   *
   * @param application any text
   */
  public static JmxExport of(Telemetry telemetry, String application) {
    return of(telemetry, application, ManagementFactory.getPlatformMBeanServer());
  }

  static JmxExport of(Telemetry telemetry, String application, MBeanServer server) {
    try {
      return new JmxExport(server, register(new TelemetryMBean(telemetry), application, server));
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.WARNING, "Telemetry can't be shown by JMX", e);
      return new JmxExport(server, null);
    }
  }

  private static ObjectName register(TelemetryMBean bean, String application, MBeanServer server)
      throws JMException {
    String base = "io.buttress:type=Telemetry,application=" + ObjectName.quote(application);
    for (int i = 1; i <= MOST_OF_ONE_NAME; i++) {
      ObjectName name = new ObjectName(i == 1 ? base : base + ",instance=" + i);
      try {
        return server.registerMBean(bean, name).getObjectName();
      } catch (InstanceAlreadyExistsException e) {
        LOG.log(Level.DEBUG, "Another application has the name {0}", name);
      }
    }
    throw new InstanceAlreadyExistsException(base);
  }

  /** Takes the MBean away. */
  @Override
  public void close() {
    if (name == null) {
      return;
    }
    try {
      server.unregisterMBean(name);
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The MBean is gone already", e);
    }
  }
}
