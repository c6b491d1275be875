package io.buttress.servlet.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** In what servlet containers differ, of what a wrapper has to know and no API tells. */
enum ContainerHabits {
  TOMCAT,
  /** As Tomcat, whose code it has, but for how it reads requests. */
  PAYARA,
  UNDERTOW,
  JETTY,
  OTHERS;

  private static final String TOMCAT_DISPATCHER = "org.apache.catalina.core.ApplicationDispatcher";
  private static final String UNDERTOW_DISPATCHER =
      "io.undertow.servlet.spec.RequestDispatcherImpl";
  private static final String UNDERTOW_CONTEXT =
      "io.undertow.servlet.handlers.ServletRequestContext";
  private static final String CATALINA_DISPATCHED =
      "org.apache.catalina.core.ApplicationHttpRequest";
  private static final int PROCESSING = 102;
  private static final int EARLY_HINTS = 103;

  static ContainerHabits of(ServletResponse response) {
    return of(innermost(response).getClass());
  }

  static ContainerHabits of(ServletRequest request) {
    ServletRequest inner = innermost(request);
    ContainerHabits habits = of(inner.getClass());
    return habits == TOMCAT && isPayara(inner.getServletContext().getServerInfo())
        ? PAYARA
        : habits;
  }

  /** Its classes have the names of Tomcat's. */
  private static boolean isPayara(String server) {
    return server.contains("Payara") || server.contains("GlassFish");
  }

  private static ContainerHabits of(Class<?> type) {
    String name = type.getName();
    if (name.startsWith("io.undertow.")) {
      return UNDERTOW;
    }
    if (name.startsWith("org.eclipse.jetty.")) {
      return JETTY;
    }
    // Payara's as well.
    return name.startsWith("org.apache.catalina.") ? TOMCAT : OTHERS;
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

  /** Whether sendError of this status sends hints ahead of the answer, and ends nothing. */
  boolean hintsBy(int status) {
    return this == JETTY && (status == PROCESSING || status == EARLY_HINTS);
  }

  /** Whether reset and sendRedirect of an included resource drop what was written. */
  boolean clearsForIncluded() {
    return this == UNDERTOW;
  }

  /** Whether getParameter reads a form from the body of a request by this method. */
  boolean parsesForms(String method) {
    return this == UNDERTOW || method.equals("POST") || (this == JETTY && method.equals("PUT"));
  }

  /** Whether getParameter reads a form also if the stream was asked for, but not read. */
  boolean parsesTakenStream() {
    return this == JETTY || this == PAYARA;
  }

  /**
   * The charset of a form. For Jetty that is the client's affair alone.
   *
   * @param declared what the client named; null if nothing
   * @param chosen what the request says by now; null if nothing
   */
  Charset formCharset(@Nullable String declared, @Nullable String chosen) {
    Charset usual = this == JETTY ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String name = this == JETTY ? declared : chosen;
    try {
      return name == null ? usual : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return usual;
    }
  }

  /** Whether a charset means nothing any more once a request's stream was asked for. */
  boolean ignoresCharsetBehindStream() {
    return this == JETTY || this == UNDERTOW;
  }

  /** The charset in which the fields of a request's parts were read. */
  Charset partCharset(ServletRequest request) {
    String chosen = this == JETTY ? null : request.getCharacterEncoding();
    return chosen == null && this != UNDERTOW ? StandardCharsets.UTF_8 : formCharset(null, chosen);
  }

  /** Whether nothing between two ampersands of a form is a parameter without a name. */
  boolean allowsEmptyNames() {
    return this == JETTY || this == UNDERTOW;
  }

  /** Whether getParameter leaves the form unread, if the query has a parameter of that name. */
  boolean looksIntoQueryFirst() {
    return this == UNDERTOW;
  }

  /** An empty map, which will tell names of parameters of a request in the container's order. */
  <V> Map<String, V> parameterMap(ServletRequest request) {
    return hashesNames(request) ? new HashMap<>() : new LinkedHashMap<>();
  }

  /** Names of a request's parameters, which more will be added to, in the container's order. */
  Set<String> parameterNames(Collection<String> names, ServletRequest request) {
    return hashesNames(request) ? new HashSet<>(names) : new LinkedHashSet<>(names);
  }

  private boolean hashesNames(ServletRequest request) {
    return this == UNDERTOW || (this == PAYARA && isDispatched(request));
  }

  /** Whether it is in a forward, an include or a dispatch of asynchronous work. */
  private static boolean isDispatched(ServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper
        && !inner.getClass().getName().equals(CATALINA_DISPATCHED)) {
      inner = wrapper.getRequest();
    }
    return inner instanceof ServletRequestWrapper;
  }

  /** Whether what a forward makes of a request is original to asynchronous work. */
  boolean forwardsOriginals() {
    return this == PAYARA;
  }

  /** Whether fields of parts are ahead of the query, if parts are asked for before parameters. */
  boolean addsFieldsAsMade() {
    return this == TOMCAT;
  }

  /**
   * Whether a listener is called also if the body was read to its end before: behind the
   * application, and not while another listener of the request is at work.
   */
  boolean callsListenersAtEnd() {
    return this == TOMCAT || this == JETTY;
  }

  /** What a request's reader makes of bytes that are none of the charset. */
  CodingErrorAction onMalformedText() {
    return this == TOMCAT ? CodingErrorAction.REPORT : CodingErrorAction.REPLACE;
  }

  /**
   * Whether whoever flushes now will close next: of a wrapped response, Undertow flushes and closes
   * the writer behind a forward, and the flush costs the Content-Length. To be asked by what is
   * flushed.
   *
   * @param response whose stream or writer is flushed; if the application wraps that for the
   *     forward, the flush would come in any case
   */
  boolean closesNext(ServletResponse response) {
    return this == UNDERTOW
        && StackWalker.getInstance().walk(f -> isForward(UNDERTOW_DISPATCHER, caller(f)))
        && isForwardedTo(response);
  }

  private static boolean isForwardedTo(ServletResponse response) {
    try {
      ClassLoader undertow = innermost(response).getClass().getClassLoader();
      Class<?> context = Class.forName(UNDERTOW_CONTEXT, false, undertow);
      Object current = context.getMethod("current").invoke(null);
      return current == null || context.getMethod("getServletResponse").invoke(current) == response;
    } catch (ReflectiveOperationException e) {
      // Not each version of it tells.
      return true;
    }
  }

  /**
   * Whether whoever asks for the writer will only close it: behind a forward, Tomcat and Undertow
   * do so with a wrapped response, and where nobody has written, a writer costs the Content-Type
   * its charset. To be asked by what is asked for the writer.
   */
  boolean closesWriterNext() {
    if (this != UNDERTOW && this != TOMCAT) {
      return false;
    }
    String dispatcher = this == UNDERTOW ? UNDERTOW_DISPATCHER : TOMCAT_DISPATCHER;
    return StackWalker.getInstance().walk(f -> isForward(dispatcher, caller(f)));
  }

  /**
   * Whether whoever asks a wrapper for what it wraps will suspend that next: Tomcat 11 does so
   * behind a forward, and what a response is then is all that is sent. To be asked by what is
   * asked.
   */
  boolean suspendsNext() {
    return this == TOMCAT
        && StackWalker.getInstance().walk(f -> isForward(TOMCAT_DISPATCHER, caller(f)));
  }

  /** Above this class's method, and the one that called that. */
  private static Optional<StackFrame> caller(Stream<StackFrame> frames) {
    return frames.skip(2).findFirst();
  }

  private static boolean isForward(String dispatcher, Optional<StackFrame> frame) {
    return frame
        .filter(f -> f.getClassName().equals(dispatcher))
        // What wraps and unwraps for a forward or an include has methods of its own.
        .filter(f -> f.getMethodName().toLowerCase(Locale.ROOT).contains("forward"))
        .isPresent();
  }

  /** Whether a file is sent whole to a wrapper, whatever range of it the client asks for. */
  boolean sendsWrappersWholeFiles() {
    return this == JETTY;
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

  /** The container's own below all wrappers. */
  static ServletRequest innermost(ServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      inner = wrapper.getRequest();
    }
    return inner;
  }

  private static ServletResponse innermost(ServletResponse response) {
    ServletResponse inner = response;
    while (inner instanceof ServletResponseWrapper wrapper) {
      inner = wrapper.getResponse();
    }
    return inner;
  }
}
