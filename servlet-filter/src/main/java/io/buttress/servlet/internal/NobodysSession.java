package io.buttress.servlet.internal;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A session for a request without a client, such as every JSP asks for unless it says otherwise. It
 * ends with the request.
 */
final class NobodysSession implements HttpSession {
  private final ServletContext context;
  private final long now;
  private final Map<String, Object> attributes = new TreeMap<>();
  private int seconds;

  NobodysSession(ServletContext context, long now) {
    this.context = context;
    this.now = now;
  }

  @Override
  public long getCreationTime() {
    return now;
  }

  @Override
  public String getId() {
    return "nobody";
  }

  @Override
  public long getLastAccessedTime() {
    return now;
  }

  @Override
  public ServletContext getServletContext() {
    return context;
  }

  @Override
  public void setMaxInactiveInterval(int interval) {
    seconds = interval;
  }

  @Override
  public int getMaxInactiveInterval() {
    return seconds;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return Collections.enumeration(attributes.keySet());
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      attributes.remove(name);
    } else {
      attributes.put(name, value);
    }
  }

  @Override
  public void removeAttribute(String name) {
    attributes.remove(name);
  }

  @Override
  public void invalidate() {
    attributes.clear();
  }

  @Override
  public boolean isNew() {
    return true;
  }
}
