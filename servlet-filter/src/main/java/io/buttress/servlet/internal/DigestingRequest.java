package io.buttress.servlet.internal;

import io.buttress.servlet.internal.ParametersAhead.Reading;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
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
public final class DigestingRequest extends ForwardedRequest {
  private final ContainerHabits habits;
  private final ServletRequest came;
  private final BodyAhead ahead;
  private final ParametersAhead parameters;
  private @Nullable BufferedReader reader;
  private boolean streamTaken;
  private @Nullable String encoding;

  public DigestingRequest(HttpServletRequest request) {
    super(request);
    habits = ContainerHabits.of(request);
    came = ContainerHabits.innermost(request);
    ahead = new BodyAhead(request);
    parameters = new ParametersAhead(this, ahead, habits);
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
    if (ahead.isBegun() && !streamTaken && !parameters.areFound()) {
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

  private BodyParameters found() {
    return parameters.find(reading());
  }

  private Reading reading() {
    if (reader != null) {
      return Reading.READER;
    }
    return streamTaken ? Reading.STREAM : Reading.NONE;
  }

  private KnownParameters known() {
    return new KnownParameters(getRequest(), came, habits);
  }

  @Override
  public @Nullable String getParameter(String name) {
    String ofQuery = parameters.ofQuery(name, known());
    if (ofQuery != null) {
      return ofQuery;
    }
    String[] values = getParameterValues(name);
    return values == null ? null : values[0];
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    // Before the container looks for more in what is left of the body.
    BodyParameters own = found();
    return own.values(name, known());
  }

  @Override
  public Enumeration<String> getParameterNames() {
    BodyParameters own = found();
    return own.names(known());
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    BodyParameters own = found();
    return own.all(known());
  }

  @Override
  public Collection<Part> getParts() throws IOException, ServletException {
    takeParts();
    return super.getParts();
  }

  @Override
  public @Nullable Part getPart(String name) throws IOException, ServletException {
    takeParts();
    return super.getPart(name);
  }

  private void takeParts() {
    ahead.leaveParts();
    parameters.takeParts();
  }
}
