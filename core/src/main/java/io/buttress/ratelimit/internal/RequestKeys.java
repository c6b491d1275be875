package io.buttress.ratelimit.internal;

import io.buttress.http.ClientAddress;
import io.buttress.http.RequestView;
import io.buttress.ratelimit.KeyPart;
import io.buttress.ratelimit.KeySpec;
import io.buttress.ratelimit.RateLimitPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds whom a request counts for. */
public final class RequestKeys {
  private final ClientAddress clientAddress;

  public RequestKeys(ClientAddress clientAddress) {
    this.clientAddress = clientAddress;
  }

  /** The key of the first alternative of which all parts are present, or null: no limit applies. */
  public @Nullable RequestKey of(RequestView request, RateLimitPolicy policy) {
    KeySpec spec = policy.key();
    List<List<KeyPart>> alternatives = spec.alternatives();
    for (int i = 0; i < alternatives.size(); i++) {
      RequestKey key = keyOf(request, policy, i, alternatives.get(i));
      if (key != null) {
        return key;
      }
    }
    return switch (spec.otherwise()) {
      case ADDRESS -> key(alternatives.size(), clientAddress.of(request));
      case UNLIMITED -> null;
    };
  }

  private @Nullable RequestKey keyOf(
      RequestView request, RateLimitPolicy policy, int alternative, List<KeyPart> parts) {
    if (parts.size() == 1) {
      String value = valueOf(request, policy, parts.get(0));
      return value == null || value.isEmpty() ? null : key(alternative, value);
    }
    List<String> values = new ArrayList<>(parts.size());
    for (KeyPart part : parts) {
      String value = valueOf(request, policy, part);
      if (value == null || value.isEmpty()) {
        return null;
      }
      values.add(value);
    }
    return new RequestKey(String.join("+", values), KeyText.of(alternative, values));
  }

  private static RequestKey key(int alternative, String value) {
    return alternative == 0
        ? RequestKey.of(value)
        : new RequestKey(value, KeyText.of(alternative, List.of(value)));
  }

  private @Nullable String valueOf(RequestView request, RateLimitPolicy policy, KeyPart part) {
    if (part instanceof KeyPart.Address) {
      return clientAddress.of(request);
    } else if (part instanceof KeyPart.Principal) {
      return request.principal();
    } else if (part instanceof KeyPart.Header header) {
      return request.header(header.name());
    } else if (part instanceof KeyPart.Constant constant) {
      return constant.value();
    } else if (part instanceof KeyPart.PathVariable variable) {
      String value = policy.match().pathVariable(request, variable.name());
      return value != null ? value : request.pathVariable(variable.name());
    } else if (part instanceof KeyPart.Session) {
      return request.sessionId();
    } else if (part instanceof KeyPart.Cookie cookie) {
      return request.cookie(cookie.name());
    } else if (part instanceof KeyPart.ResourceMethod) {
      return request.resourceMethod();
    } else if (part instanceof KeyPart.Custom custom) {
      return custom.source().keyOf(request);
    }
    throw new AssertionError(part);
  }
}
