package io.buttress.servlet.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the parameters in a body that was read ahead, when the application asks for any. */
final class ParametersAhead {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset=\"?([^\";]*)", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST_FORM = 2 * 1024 * 1024;

  private final HttpServletRequest request;
  private final BodyAhead ahead;
  private final ContainerHabits habits;
  private final @Nullable String query;
  private boolean partsTaken;
  private @Nullable BodyParameters found;

  ParametersAhead(HttpServletRequest request, BodyAhead ahead, ContainerHabits habits) {
    this.request = request;
    this.ahead = ahead;
    this.habits = habits;
    this.query = request.getQueryString();
  }

  /** The application gets the parts: from now on it finds their fields, too. */
  void takeParts() {
    partsTaken = true;
    if (found instanceof PartParameters parts) {
      found = parts.showing();
    }
  }

  /** Whether they are settled: what the application says of the charset comes too late. */
  boolean areFound() {
    return found != null;
  }

  /** The value of a name that the query has, where the container leaves the body unread for it. */
  @Nullable String ofQuery(String name, KnownParameters known) {
    if (found != null || !habits.looksIntoQueryFirst()) {
      return null;
    }
    Collection<Part> parts = ahead.parts();
    if (parts == null) {
      return known.now().getParameter(name);
    }
    String[] values = PartParameters.of(query, parts, false, false).values(name, known);
    return values == null ? null : values[0];
  }

  /**
   * Those that the application finds.
   *
   * @param reading how it has begun to read the body by itself
   */
  BodyParameters find(Reading reading) {
    ahead.leaveParts();
    if (!ahead.isBegun()) {
      return BodyParameters.NONE;
    }
    BodyParameters own = found;
    if (own == null) {
      own = search(reading);
      found = own;
    }
    return own;
  }

  private BodyParameters search(Reading reading) {
    Collection<Part> parts = ahead.parts();
    ReplayedStream body = ahead.stream();
    boolean unread = isUnread(reading, body);
    if (parts != null) {
      return ofParts(parts, unread);
    }
    return body != null && unread && isForm() ? parsed(body) : BodyParameters.NONE;
  }

  private boolean isForm() {
    return BodyAhead.isOfType(request, "application/x-www-form-urlencoded")
        && habits.parsesForms(request.getMethod());
  }

  private boolean isUnread(Reading reading, @Nullable ReplayedStream body) {
    return reading == Reading.NONE
        || (reading == Reading.STREAM
            && habits.parsesTakenStream()
            && (body == null || body.isUntouched()));
  }

  private BodyParameters ofParts(Collection<Part> parts, boolean shown) {
    boolean first = habits.addsFieldsAsMade();
    boolean asMade = partsTaken || (shown && !first);
    return asMade ? BodyParameters.NONE : PartParameters.of(query, parts, first, shown);
  }

  private BodyParameters parsed(ReplayedStream body) {
    try {
      byte[] all = body.readNBytes(LONGEST_FORM + 1);
      return all.length > LONGEST_FORM ? BodyParameters.NONE : formOf(all);
    } catch (IOException e) {
      // As if there were none, as containers have it when the client goes away.
      return BodyParameters.NONE;
    }
  }

  private FormParameters formOf(byte[] body) {
    Matcher declared = CHARSET.matcher(String.valueOf(request.getContentType()));
    String name = declared.find() ? declared.group(1) : null;
    Charset charset = habits.formCharset(name, request.getCharacterEncoding());
    return new FormParameters(FormBody.parse(body, charset, habits.allowsEmptyNames()));
  }

  /** How an application has begun to read a body by itself. */
  enum Reading {
    NONE,
    STREAM,
    READER
  }
}
