package io.buttress.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;

/**
 * Each number an attribute. Which there are changes while the application runs, so it is no
 * interface with getters.
 */
final class TelemetryMBean implements DynamicMBean {
  private static final String HEALTH = "health";
  private static final String SINCE = "health.since";
  private static final String REASON = "health.reason";

  private final Telemetry telemetry;

  TelemetryMBean(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  private Map<String, Object> values() {
    Map<String, Object> values = new TreeMap<>();
    for (Reading reading : telemetry.readings()) {
      values.put(reading.series().toString(), reading.value());
    }
    Health health = telemetry.health();
    values.put(HEALTH, health.status().name());
    values.put(SINCE, health.since().toString());
    values.put(REASON, health.reason());
    return values;
  }

  @Override
  public Object getAttribute(String attribute) throws AttributeNotFoundException {
    Object value = values().get(attribute);
    if (value == null) {
      throw new AttributeNotFoundException(attribute);
    }
    return value;
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    Map<String, Object> values = values();
    AttributeList found = new AttributeList();
    for (String attribute : attributes) {
      if (values.containsKey(attribute)) {
        found.add(new Attribute(attribute, values.get(attribute)));
      }
    }
    return found;
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    List<MBeanAttributeInfo> attributes = new ArrayList<>();
    values()
        .forEach(
            (name, value) ->
                attributes.add(
                    new MBeanAttributeInfo(
                        name,
                        value instanceof Long ? long.class.getName() : String.class.getName(),
                        name,
                        true,
                        false,
                        false)));
    return new MBeanInfo(
        TelemetryMBean.class.getName(),
        "What happened in this application; docs/telemetry.md lists the names",
        attributes.toArray(MBeanAttributeInfo[]::new),
        null,
        null,
        null);
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " can't be set");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String action, Object[] parameters, String[] signature)
      throws MBeanException, ReflectionException {
    throw new ReflectionException(new NoSuchMethodException(action));
  }
}
