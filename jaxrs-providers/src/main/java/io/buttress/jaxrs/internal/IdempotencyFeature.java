package io.buttress.jaxrs.internal;

import io.buttress.Buttress;
import io.buttress.error.ConfigurationException;
import io.buttress.idempotency.IdempotencyPolicy;
import io.buttress.jaxrs.Idempotent;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.FeatureContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Puts keys before resource methods.
 *
 * <p>JAX-RS finds this by the service loader (Jakarta REST 3.1, 4.1.2). It is no {@code @Provider}:
 * RESTEasy would find it twice.
 */
@Priority(FeaturePriorities.IDEMPOTENCY)
public final class IdempotencyFeature extends MethodFeature<Idempotent, IdempotencyPolicy> {
  private static final Set<String> USUAL = Set.of("POST", "PATCH");

  public IdempotencyFeature() {
    super(Idempotent.class, "buttress.idempotency.");
  }

  @Override
  AskedPolicy asked(
      Idempotent found, Place<Idempotent> place, ResourceMethod resource, String source) {
    Map<String, String> settings = KeySettings.of(found);
    if (place.source().equals(resource.key())) {
      addMethod(resource, settings, source);
    }
    return AskedPolicy.of(found.policy(), settings, place, source);
  }

  /** Who writes the annotation on a method means that method. */
  private static void addMethod(
      ResourceMethod resource, Map<String, String> settings, String source) {
    String method = resource.httpMethod();
    if (resource.isSafe()) {
      throw new ConfigurationException(
          List.of(source + ": " + method + " is safe, and needs no key: take it away"));
    }
    if (!USUAL.contains(method)) {
      settings.put(AskedPolicy.METHODS, method);
    }
  }

  @Override
  Supplier<Optional<IdempotencyPolicy>> policy(AskedPolicy asked, Buttress buttress) {
    return buttress.idempotencyPolicy(asked.name(), asked.settings(), asked.source());
  }

  @Override
  Optional<IdempotencyPolicy> configured(String name, Buttress buttress) {
    return buttress
        .configuredIdempotencyPolicy(name)
        .filter(policy -> policy.match().paths().isEmpty());
  }

  @Override
  void register(
      MethodPolicies<IdempotencyPolicy> policies,
      ResourceMethod resource,
      Buttress buttress,
      FeatureContext context) {
    if (resource.isSafe()) {
      return;
    }
    ServletSide servlet = servletSide();
    KeyGate gate =
        new KeyGate(
            buttress.idempotency(Map.of(), "properties"), policies, servlet, resource.key());
    context.register(gate, KeyGate.PRIORITY);
    context.register(new AnswerStart(), AnswerStart.PRIORITY);
    context.register(new AnswerBegin(servlet));
    context.register(new AnswerCopier());
  }
}
