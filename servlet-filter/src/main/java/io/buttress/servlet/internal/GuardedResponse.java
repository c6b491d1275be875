package io.buttress.servlet.internal;

import io.buttress.http.Field;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks before each change of the head, and lets it pass or drops it. */
abstract class GuardedResponse extends HttpServletResponseWrapper {
  private static final String SET_COOKIE = "Set-Cookie";

  private final List<Field> hidden = new ArrayList<>();

  GuardedResponse(HttpServletResponse real) {
    super(real);
  }

  /** Whether a change of status or fields is to reach the container. */
  abstract boolean admitsHead();

  /**
   * Whether an included resource is at work, which can't change the head (Servlet 6.0, 9.3): where
   * the container looks after that below this response, what it is told here is not done.
   */
  abstract boolean isIncluded();

  @Override
  public void setStatus(int status) {
    if (admitsHead()) {
      super.setStatus(status);
    }
  }

  @Override
  public void addCookie(Cookie cookie) {
    if (admitsHead() && !super.isCommitted()) {
      int told = super.getHeaders(SET_COOKIE).size();
      super.addCookie(cookie);
      if (super.getHeaders(SET_COOKIE).size() == told && !isIncluded()) {
        hidden.add(CookieField.of(cookie));
      }
    }
  }

  /**
   * The fields of cookies of which the container does not tell: Undertow keeps them apart until it
   * sends the head, also if the response is reset.
   */
  final List<Field> hiddenCookies() {
    return hidden;
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (admitsHead()) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (admitsHead()) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if (admitsHead()) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    if (admitsHead()) {
      super.addIntHeader(name, value);
    }
  }

  @Override
  public void setDateHeader(String name, long date) {
    if (admitsHead()) {
      super.setDateHeader(name, date);
    }
  }

  @Override
  public void addDateHeader(String name, long date) {
    if (admitsHead()) {
      super.addDateHeader(name, date);
    }
  }

  @Override
  public void setContentType(@Nullable String type) {
    if (admitsHead()) {
      super.setContentType(type);
    }
  }

  @Override
  public void setCharacterEncoding(@Nullable String charset) {
    if (admitsHead()) {
      super.setCharacterEncoding(charset);
    }
  }

  /** Servlet 6.1 has this, whose wrapper would go by what is said here. */
  public void setCharacterEncoding(@Nullable Charset charset) {
    setCharacterEncoding(charset == null ? null : charset.name());
  }

  @Override
  public void setLocale(@Nullable Locale locale) {
    if (admitsHead()) {
      super.setLocale(locale);
    }
  }

  @Override
  public void setContentLength(int length) {
    if (admitsHead()) {
      super.setContentLength(length);
    }
  }

  @Override
  public void setContentLengthLong(long length) {
    if (admitsHead()) {
      super.setContentLengthLong(length);
    }
  }

  @Override
  public void setTrailerFields(@Nullable Supplier<Map<String, String>> trailers) {
    if (admitsHead()) {
      super.setTrailerFields(trailers);
    }
  }
}
