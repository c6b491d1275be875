package io.buttress.servlet.internal;

import io.buttress.http.Field;
import io.buttress.http.HttpDate;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A response that goes nowhere but into memory: the client of its request has been answered. */
final class DetachedResponse extends HttpServletResponseWrapper {
  private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final InMemory target;
  private int status = SC_OK;
  private boolean over;
  private boolean trailers;
  private @Nullable String type;
  private @Nullable String charset;
  private @Nullable ServletOutputStream stream;
  private @Nullable PrintWriter writer;

  /**
   * @param cap the longest body that is of use, in bytes
   */
  DetachedResponse(HttpServletResponse answered, long cap) {
    super(answered);
    this.target = new InMemory(bytes, cap);
  }

  /** The fields as the application set them, the Content-Type included. */
  List<Field> fields() {
    List<Field> lines = new ArrayList<>();
    fields.forEach((name, values) -> values.forEach(value -> add(lines, name, value)));
    String content = getContentType();
    if (content != null) {
      add(lines, "Content-Type", content);
    }
    return lines;
  }

  private static void add(List<Field> lines, String name, String value) {
    if (Field.isToken(name) && value.chars().noneMatch(c -> c < ' ' && c != '\t')) {
      lines.add(new Field(name, value));
    }
  }

  /**
   * All that was written; empty if that is not all, as an error page, trailers, too long a body.
   */
  Optional<byte[]> body() {
    if (writer != null) {
      writer.flush();
    }
    boolean lost = trailers || (over && status >= SC_BAD_REQUEST) || target.hasRefused();
    return lost ? Optional.empty() : Optional.of(bytes.toByteArray());
  }

  @Override
  public ServletOutputStream getOutputStream() {
    if (writer != null) {
      throw new IllegalStateException("the writer is in use");
    }
    if (stream == null) {
      stream = target;
    }
    return stream;
  }

  @Override
  public PrintWriter getWriter() {
    if (stream != null) {
      throw new IllegalStateException("the stream is in use");
    }
    if (writer == null) {
      charset = getCharacterEncoding();
      writer = new PrintWriter(new OutputStreamWriter(target, Charset.forName(charset)));
    }
    return writer;
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public void setStatus(int status) {
    this.status = status;
  }

  @Override
  public void sendError(int status) {
    end(status);
  }

  @Override
  public void sendError(int status, @Nullable String message) {
    end(status);
  }

  @Override
  public void sendRedirect(String location) {
    end(SC_FOUND);
    setHeader("Location", location);
  }

  private void end(int status) {
    if (over) {
      throw new IllegalStateException("the response is committed");
    }
    resetBuffer();
    this.status = status;
    over = true;
  }

  @Override
  public boolean isCommitted() {
    return over;
  }

  @Override
  public void flushBuffer() {
    // There is nobody to send it to.
  }

  @Override
  public void reset() {
    resetBuffer();
    fields.clear();
    status = SC_OK;
    type = null;
    charset = null;
    stream = null;
    writer = null;
    trailers = false;
  }

  @Override
  public void resetBuffer() {
    if (over) {
      throw new IllegalStateException("the response is committed");
    }
    if (writer != null) {
      writer.flush();
    }
    bytes.reset();
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (name.equalsIgnoreCase("Content-Type")) {
      setContentType(value);
    } else if (value == null) {
      fields.remove(name);
    } else {
      fields.put(name, new ArrayList<>(List.of(value)));
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (name.equalsIgnoreCase("Content-Type")) {
      setContentType(value);
    } else if (value != null) {
      fields.computeIfAbsent(name, missing -> new ArrayList<>()).add(value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public void addIntHeader(String name, int value) {
    addHeader(name, Integer.toString(value));
  }

  @Override
  public void setDateHeader(String name, long value) {
    setHeader(name, HttpDate.format(value));
  }

  @Override
  public void addDateHeader(String name, long value) {
    addHeader(name, HttpDate.format(value));
  }

  @Override
  public boolean containsHeader(String name) {
    return getHeader(name) != null;
  }

  @Override
  public @Nullable String getHeader(String name) {
    if (name.equalsIgnoreCase("Content-Type")) {
      return getContentType();
    }
    List<String> values = fields.get(name);
    return values == null ? null : values.get(0);
  }

  @Override
  public Collection<String> getHeaders(String name) {
    return List.copyOf(fields.getOrDefault(name, List.of()));
  }

  @Override
  public Collection<String> getHeaderNames() {
    return List.copyOf(fields.keySet());
  }

  @Override
  public void addCookie(Cookie cookie) {
    addHeader("Set-Cookie", cookie.getName() + "=" + cookie.getValue());
  }

  @Override
  public void setContentLength(int length) {
    setHeader("Content-Length", Integer.toString(length));
  }

  @Override
  public void setContentLengthLong(long length) {
    setHeader("Content-Length", Long.toString(length));
  }

  @Override
  public void setContentType(@Nullable String type) {
    int parameter = type == null ? -1 : type.toLowerCase(Locale.ROOT).indexOf("charset=");
    if (type != null && parameter >= 0 && writer == null) {
      charset = type.substring(parameter + "charset=".length()).replaceAll("[\"\\s]|;.*", "");
    }
    this.type = type == null ? null : type.replaceAll("(?i)\\s*;\\s*charset=[^;]*", "");
  }

  @Override
  public @Nullable String getContentType() {
    return type == null || charset == null ? type : type + ";charset=" + charset;
  }

  @Override
  public void setCharacterEncoding(@Nullable String name) {
    if (writer == null) {
      charset = name;
    }
  }

  /** Servlet 6.1 has this, whose wrapper would tell it to the response that is answered. */
  public void setCharacterEncoding(@Nullable Charset named) {
    setCharacterEncoding(named == null ? null : named.name());
  }

  @Override
  public String getCharacterEncoding() {
    return charset == null ? StandardCharsets.ISO_8859_1.name() : charset;
  }

  @Override
  public void setTrailerFields(@Nullable Supplier<Map<String, String>> supplier) {
    trailers = supplier != null;
  }

  @Override
  public @Nullable Supplier<Map<String, String>> getTrailerFields() {
    return null;
  }

  @Override
  public void setBufferSize(int size) {
    // All of it is buffered.
  }

  @Override
  public void setLocale(Locale locale) {
    setHeader("Content-Language", locale.toLanguageTag());
  }
}
