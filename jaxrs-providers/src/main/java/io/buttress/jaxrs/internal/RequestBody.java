package io.buttress.jaxrs.internal;

import io.buttress.idempotency.KeyedRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request ahead of the resource method, which can read it again.
 *
 * @param servlet the same request as the servlet container sees it; null where there is none
 */
record RequestBody(ContainerRequestContext context, @Nullable HttpServletRequest servlet) {
  /** Arrays have a few elements less than an int can count. */
  private static final int LONGEST = Integer.MAX_VALUE - 16;

  static RequestBody of(JaxrsRequestView request) {
    return new RequestBody(request.context(), request.servlet());
  }

  /**
   * Digests the body, if it counts.
   *
   * @return false if it is longer than the policy allows
   */
  boolean digest(KeyedRequest keyed) throws IOException {
    if (keyed.bodyDigest().isEmpty() || isMissing()) {
      return true;
    }
    int cap = (int) Math.min(keyed.policy().fingerprint().maxRequest(), LONGEST);
    return context.getLength() <= cap && digest(keyed.bodyDigest().get(), cap);
  }

  /**
   * To ask for the stream would take the reader from whoever wants that of the servlet's request.
   */
  private boolean isMissing() {
    boolean unframed =
        context.getHeaderString("Content-Length") == null
            && context.getHeaderString("Transfer-Encoding") == null;
    return context.getLength() == 0
        || (unframed && servlet != null && servlet.getProtocol().startsWith("HTTP/1"));
  }

  private boolean digest(MessageDigest digest, int cap) throws IOException {
    byte[] body = context.getEntityStream().readNBytes(cap + 1);
    if (body.length > cap) {
      return false;
    }
    if (body.length > 0) {
      digest.update(body);
      context.setEntityStream(new ByteArrayInputStream(body));
    } else if (servlet != null) {
      // A filter has asked for a parameter of a form, and so the container has read that.
      digest.update(parameters(servlet));
    }
    return true;
  }

  private static byte[] parameters(HttpServletRequest form) {
    TreeMap<String, String> parameters = new TreeMap<>();
    form.getParameterMap().forEach((name, values) -> parameters.put(name, Arrays.toString(values)));
    return parameters.toString().getBytes(StandardCharsets.UTF_8);
  }
}
