package io.buttress.cache;

import io.buttress.text.Sha256;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds keys. Every part of a key's text is a line of its own, and no part has a line end: so
 * nobody forges one part by another.
 */
public final class CacheKeys {
  private static final int ID_BYTES = 16;
  private static final int DEEPEST_PREFIX = 16;

  /**
   * Fields by which proxies say what the client asked for, and scripts where they come from.
   * Frameworks make links, redirects and Access-Control-Allow-Origin of them: so what they say must
   * tell requests apart, or anybody could plant it in stored pages.
   */
  private static final List<String> REWRITING =
      List.of(
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Forwarded-Port",
          "X-Forwarded-Prefix",
          "X-Forwarded-Scheme",
          "X-Forwarded-Ssl",
          "X-Forwarded-Server",
          "X-Host",
          "X-Original-Host",
          "X-Original-URL",
          "X-Rewrite-URL",
          "Origin");

  /** Of Forwarded (RFC 7239) that which does not differ from client to client. */
  private static final Pattern FORWARDED_FOR_WHAT =
      Pattern.compile("(?i)(host|proto)\\s*=\\s*(\"[^\"]*\"|[^;,\"]*)");

  private static final Pattern PATH_PARAMETER = Pattern.compile(";[^/]*");

  private CacheKeys() {}

  /** The key of a request under a policy. */
  public static CacheKey of(CacheRequest request, CachePolicy policy) {
    String origin = origin(request);
    String query = policy.key().query().normalised(request.rawQuery());
    StringBuilder text = new StringBuilder(origin).append(request.rawPath()).append(query);
    addRewriting(request, text);
    for (String name : new TreeSet<>(policy.key().headers())) {
      add(text, name, String.join(",", request.headers(name)), !request.headers(name).isEmpty());
    }
    for (String name : new TreeSet<>(policy.key().cookies())) {
      String value = request.cookie(name);
      add(text, "cookie " + name, value == null ? "" : value, value != null);
    }
    String variation = policy.key().variation().apply(request);
    // With a space, as no field can be called.
    add(text, "user variation", variation, !variation.isEmpty());
    String whole = text.toString();
    return new CacheKey(whole, Sha256.name(whole, ID_BYTES), marks(request.rawPath(), query));
  }

  /** Where a part of what has that key is stored. */
  static CacheKey ofPart(CacheKey whole) {
    // With a space, as no field can be called.
    String text = whole.text() + "\na part:";
    return new CacheKey(text, Sha256.name(text, ID_BYTES), whole.marks());
  }

  /** Whether nothing but the URI is in the key of that request. */
  static boolean isUriAlone(CacheRequest request, CachePolicy policy) {
    CachePolicy.KeyRules rules = policy.key();
    if (!rules.headers().isEmpty() || !rules.cookies().isEmpty()) {
      return false;
    }
    for (int i = 0; i < REWRITING.size(); i++) {
      if (request.header(REWRITING.get(i)) != null) {
        return false;
      }
    }
    return request.header("Forwarded") == null && rules.variation().apply(request).isEmpty();
  }

  private static void addRewriting(CacheRequest request, StringBuilder text) {
    for (String name : REWRITING) {
      List<String> values = request.headers(name);
      add(text, name, String.join(",", values), !values.isEmpty());
    }
    List<String> forwarded = request.headers("Forwarded");
    if (!forwarded.isEmpty()) {
      StringBuilder what = new StringBuilder();
      Matcher matcher = FORWARDED_FOR_WHAT.matcher(String.join(",", forwarded));
      while (matcher.find()) {
        what.append(matcher.group()).append(';');
      }
      add(text, "Forwarded", what.toString(), true);
    }
  }

  private static void add(StringBuilder text, String name, String value, boolean present) {
    if (present) {
      text.append('\n').append(name).append(':').append(oneLine(value));
    }
  }

  private static String oneLine(String value) {
    return value.indexOf('\n') < 0 && value.indexOf('\\') < 0
        ? value
        : value.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /** Scheme and authority, in lower case. */
  public static String origin(CacheRequest request) {
    return (request.scheme() + "://" + request.authority()).toLowerCase(Locale.ROOT);
  }

  private static Set<String> marks(String path, String query) {
    Set<String> marks = new HashSet<>();
    marks.add(Mark.EVERYTHING);
    marks.add(Mark.uri(path + query));
    marks.add(Mark.prefix(""));
    // A purge of /books means /books;jsessionid=1 and what is below it, too.
    String plain = withoutParameters(path);
    int slash = plain.indexOf('/', 1);
    for (int depth = 0; slash >= 0 && depth < DEEPEST_PREFIX; depth++) {
      marks.add(Mark.prefix(plain.substring(0, slash)));
      slash = plain.indexOf('/', slash + 1);
    }
    if (!plain.endsWith("/")) {
      marks.add(Mark.prefix(plain));
    }
    return marks;
  }

  static String withoutParameters(String path) {
    return path.indexOf(';') < 0 ? path : PATH_PARAMETER.matcher(path).replaceAll("");
  }

  /**
   * The mark of a URI that a response names, relative to the request's.
   *
   * @return empty if it is no URI, or one of another origin: nobody invalidates what is not theirs
   *     (RFC 9111, 4.4)
   */
  static Optional<String> mark(CacheRequest request, CachePolicy policy, String reference) {
    try {
      URI base = new URI(origin(request) + request.rawPath());
      URI target = base.resolve(new URI(withPath(request, reference.strip())));
      String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
      String authority = authority(scheme, target);
      if (!origin(request).equals(scheme + "://" + authority)) {
        return Optional.empty();
      }
      String path =
          target.getRawPath() == null || target.getRawPath().isEmpty() ? "/" : target.getRawPath();
      String query = policy.key().query().normalised(target.getRawQuery());
      return Optional.of(Mark.uri(path + query));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Java resolves these by RFC 2396, where they mean the folder. */
  private static String withPath(CacheRequest request, String reference) {
    boolean same = reference.isEmpty() || reference.startsWith("?") || reference.startsWith("#");
    return same ? request.rawPath() + reference : reference;
  }

  private static String authority(String scheme, URI uri) {
    // Not the host: Java finds none in names such as app_server.
    String authority = String.valueOf(uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    String standard = scheme.equals("https") ? ":443" : ":80";
    return authority.endsWith(standard)
        ? authority.substring(0, authority.length() - standard.length())
        : authority;
  }
}
