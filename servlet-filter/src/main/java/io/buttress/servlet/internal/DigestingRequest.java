package io.buttress.servlet.internal;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request ahead of the application, digests it, and serves it to the
 * application again: as a stream or a reader, and the parameters of a form, which the container
 * would have read from its own stream.
 *
 * <p>Of a multipart form whose servlet has a multipart configuration, the container makes the
 * parts, and the application gets those: so they are as it configured them; if it reads the stream
 * instead, they are put together again. A charset that the application sets later does not change
 * names and values that are made already.
 *
 * <p>Until {@link #prefetch} is called nothing is read, and nothing differs.
 */
public final class DigestingRequest extends HttpServletRequestWrapper {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset=\"?([^\";]*)", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_FORM = 2 * 1024 * 1024;

  private final ContainerHabits habits;
  private final BodyAhead ahead;
  private @Nullable BufferedReader reader;
  private boolean streamTaken;
  private @Nullable FormParameters form;
  private @Nullable String encoding;

  public DigestingRequest(HttpServletRequest request) {
    super(request);
    habits = ContainerHabits.of(request);
    ahead = new BodyAhead(request);
  }

  /**
   * Reads the body on this thread, before the application gets the request. To be called at most
   * once.
   *
   * @param cap how many bytes are read at most, and kept in memory; parts are where the container
   *     puts them; from 0
   * @param sink gets the bytes; for multipart forms something that stands for them, the same for
   *     the same parts whatever boundary divides them
   * @throws IOException if the client does not send it all
   */
  public Prefetch prefetch(int cap, BodySink sink) throws IOException {
    return ahead.prefetch(cap, sink);
  }

  /** The application has returned: a listener that it has set is called from now on. */
  public void returned() {
    ahead.returned();
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    ahead.joinParts();
    ServletInputStream replay = ahead.stream();
    if (replay == null) {
      return super.getInputStream();
    }
    if (reader != null) {
      throw new IllegalStateException("the reader is in use");
    }
    streamTaken = true;
    return replay;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    ahead.joinParts();
    ServletInputStream replay = ahead.stream();
    if (replay == null) {
      return super.getReader();
    }
    if (streamTaken) {
      throw new IllegalStateException("the stream is in use");
    }
    if (reader == null) {
      String name = getCharacterEncoding();
      Charset charset = name == null ? StandardCharsets.ISO_8859_1 : known(name);
      CharsetDecoder decoder =
          charset
              .newDecoder()
              .onMalformedInput(habits.onMalformedText())
              .onUnmappableCharacter(CodingErrorAction.REPLACE);
      reader = new BufferedReader(new InputStreamReader(replay, decoder));
    }
    return reader;
  }

  @Override
  public @Nullable String getCharacterEncoding() {
    return encoding == null ? super.getCharacterEncoding() : encoding;
  }

  /** Containers ignore it once the body is being read, if not as bytes; which it is by now. */
  @Override
  public void setCharacterEncoding(String name) throws UnsupportedEncodingException {
    if (reader != null || (streamTaken && habits.ignoresCharsetBehindStream())) {
      return;
    }
    super.setCharacterEncoding(name);
    if (ahead.isBegun() && !streamTaken && form == null) {
      known(name);
      encoding = name;
    } else if (name.equals(super.getCharacterEncoding())) {
      encoding = null;
    }
  }

  /** Servlet 6.1 has this, whose wrapper would go by the other one. */
  public void setCharacterEncoding(Charset charset) {
    try {
      setCharacterEncoding(charset.name());
    } catch (UnsupportedEncodingException e) {
      throw new IllegalArgumentException(charset.name(), e);
    }
  }

  private static Charset known(String name) throws UnsupportedEncodingException {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      UnsupportedEncodingException unsupported = new UnsupportedEncodingException(name);
      unsupported.initCause(e);
      throw unsupported;
    }
  }

  private FormParameters form() {
    ahead.leaveParts();
    ReplayedStream body = ahead.stream();
    if (body == null) {
      return FormParameters.NONE;
    }
    if (form == null) {
      form = isFormUnread(body) ? parsed(body) : FormParameters.NONE;
    }
    return form;
  }

  private boolean isFormUnread(ReplayedStream body) {
    return BodyAhead.isOfType(this, "application/x-www-form-urlencoded")
        && habits.parsesForms(getMethod())
        && reader == null
        && (!streamTaken || (habits.parsesTakenStream() && body.isUntouched()));
  }

  private FormParameters parsed(ReplayedStream body) {
    try {
      byte[] all = body.readNBytes(LONGEST_FORM + 1);
      return all.length > LONGEST_FORM ? FormParameters.NONE : formOf(all);
    } catch (IOException e) {
      // As if there were none, as containers have it when the client goes away.
      return FormParameters.NONE;
    }
  }

  private FormParameters formOf(byte[] body) {
    Matcher declared = CHARSET.matcher(String.valueOf(getContentType()));
    String name = declared.find() ? declared.group(1) : null;
    Charset charset = habits.formCharset(name, getCharacterEncoding());
    return new FormParameters(FormBody.parse(body, charset, habits.allowsEmptyNames()));
  }

  @Override
  public @Nullable String getParameter(String name) {
    String ofQuery = habits.looksIntoQueryFirst() ? super.getParameter(name) : null;
    if (ofQuery != null) {
      return ofQuery;
    }
    String[] values = getParameterValues(name);
    return values == null ? null : values[0];
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    // Before the container looks for more in what is left of the body.
    FormParameters own = form();
    return own.values(name, super.getParameterValues(name));
  }

  @Override
  public Enumeration<String> getParameterNames() {
    FormParameters own = form();
    return own.names(super.getParameterNames(), habits);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    FormParameters own = form();
    return own.all(super.getParameterMap(), habits);
  }

  @Override
  public Collection<Part> getParts() throws IOException, ServletException {
    ahead.leaveParts();
    return super.getParts();
  }

  @Override
  public @Nullable Part getPart(String name) throws IOException, ServletException {
    ahead.leaveParts();
    return super.getPart(name);
  }
}
