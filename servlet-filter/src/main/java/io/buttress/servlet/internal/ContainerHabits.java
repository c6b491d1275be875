package io.buttress.servlet.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.OptionalLong;

/** In what servlet containers differ, of what a wrapper has to know and no API tells. */
enum ContainerHabits {
  UNDERTOW,
  JETTY,
  OTHERS;

  static ContainerHabits of(ServletResponse response) {
    String name = innermost(response).getClass().getName();
    if (name.startsWith("io.undertow.")) {
      return UNDERTOW;
    }
    return name.startsWith("org.eclipse.jetty.") ? JETTY : OTHERS;
  }

  /** What println of the container's writers ends a line with. */
  String lineEnd() {
    return this == UNDERTOW ? "\r\n" : System.lineSeparator();
  }

  /** What format of the container's writers goes by, where no locale is named. */
  Locale formatLocale(ServletResponse response) {
    return this == JETTY ? response.getLocale() : Locale.getDefault(Locale.Category.FORMAT);
  }

  /**
   * A write of more than this part of the buffer is sent at once even if there were room; 1 where
   * the container fills the buffer first.
   */
  int bufferShare() {
    return this == JETTY ? 4 : 1;
  }

  /** A dispatcher whose forward tells the wrappers of a response that its buffer is cleared. */
  RequestDispatcher resettingWrappers(RequestDispatcher target) {
    return this == JETTY ? new ResettingDispatcher(target) : target;
  }

  /**
   * How many bytes of body the container counted, where it tells: Jetty drops what was written
   * before a forward, and calls no wrapper to do so.
   */
  OptionalLong counted(ServletResponse response) {
    if (this != JETTY) {
      return OptionalLong.empty();
    }
    ServletResponse own = innermost(response);
    try {
      return OptionalLong.of((long) own.getClass().getMethod("getContentCount").invoke(own));
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      // Not each version of it tells.
      return OptionalLong.empty();
    }
  }

  private static ServletResponse innermost(ServletResponse response) {
    ServletResponse inner = response;
    while (inner instanceof ServletResponseWrapper wrapper) {
      inner = wrapper.getResponse();
    }
    return inner;
  }
}
