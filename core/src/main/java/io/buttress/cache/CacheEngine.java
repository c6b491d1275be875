package io.buttress.cache;

import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The response cache: decides what to do with a request, and brings together who wants the same. It
 * never fails a request: without its store it is as if there were nothing stored.
 */
public final class CacheEngine {
  private static final System.Logger LOG = System.getLogger(CacheEngine.class.getName());

  private final CacheStore store;
  private final CacheListener listener;
  private final Fills fills;
  private final KnownKeys keys = new KnownKeys();
  private final AtomicInteger refreshing = new AtomicInteger();
  private final Duration aloneFor;
  private volatile CacheSettings settings;

  public CacheEngine(CacheSettings settings, CacheStore store, CacheListener listener) {
    this.settings = settings;
    this.store = store;
    this.listener = listener;
    this.aloneFor = settings.aloneFor();
    this.fills = new Fills(aloneFor, Exchange.lease(), System::nanoTime);
  }

  /**
   * Takes over settings that have changed, but for what the store keeps and for how long nobody
   * waits. What is stored stays fresh for as long as it was given.
   */
  public void reconfigure(CacheSettings changed) {
    settings = changed;
  }

  /** The policy that counts for a request; empty if it is none of the cache's business. */
  public Optional<CachePolicy> policy(CacheRequest request) {
    CacheSettings now = settings;
    List<CachePolicy> policies = now.policies();
    for (int i = 0; i < policies.size(); i++) {
      if (policies.get(i).match().matches(request)) {
        return Optional.of(policies.get(i));
      }
    }
    boolean purges = request.method().equals("PURGE") && now.purgeToken().isPresent();
    return purges ? Optional.of(CachePolicy.standard(Profile.SAFE)) : now.standard();
  }

  /** Decides; may wait, within the settings' bound, for another request's answer. */
  public CacheDecision decide(CacheRequest request, CachePolicy policy) {
    String method = request.method();
    Optional<String> purgeToken = settings.purgeToken();
    if (method.equals("PURGE") && purgeToken.isPresent()) {
      Reply reply = PurgeRequest.answer(request, purgeToken.get(), this);
      return new CacheDecision.Answer(reply, Optional.empty());
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      if (Invalidation.isSafe(method)) {
        return CacheDecision.Bypass.BYPASS;
      }
      return method.equals("POST") && policy.profile() == Profile.RFC
          ? new CacheDecision.Ask(Exchange.ofPost(this, request, policy))
          : new CacheDecision.Watch(change(request, policy));
    }
    if (Exempt.is(request)) {
      listener.passed(policy.name());
      return CacheDecision.Bypass.BYPASS;
    }
    return Hit.orLookup(this, request, policy);
  }

  /**
   * To know of what a request may change and of nothing else: its answer is not to be stored,
   * whatever the policy says.
   */
  public Change change(CacheRequest request, CachePolicy policy) {
    return new Change(this, request, policy);
  }

  /** What code of the application can do with it. */
  public ResponseCache responseCache() {
    return new Purging(this, false);
  }

  /** Purges now, or as soon as the store can be reached. */
  public void purge(List<Purge> purges) {
    try {
      store.purge(purges);
      listener.purged(purges.size());
    } catch (StoreUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "What was to be purged may still be served", e);
      listener.unavailable();
    }
  }

  /** The store's clock, in milliseconds since 1970. */
  long now() {
    return store.now();
  }

  CacheKey key(CacheRequest request, CachePolicy policy) {
    return keys.of(request, policy);
  }

  CacheStore.@Nullable Found find(CacheKey key, CacheRequest request, CachePolicy policy) {
    try {
      return store.find(key, Vary.fields(request, policy)).orElse(null);
    } catch (StoreUnavailableException e) {
      listener.unavailable();
      return null;
    }
  }

  /** Who asks the application on this node. */
  Fills fills() {
    return fills;
  }

  long longestWait() {
    return settings.longestWait().toNanos();
  }

  /** Waits for another node, no longer than so many nanoseconds. */
  void awaitOthers(CacheKey key, long nanos) {
    try {
      boolean unused = store.awaitFill(key, Duration.ofNanos(nanos));
    } catch (StoreUnavailableException e) {
      listener.unavailable();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** To ask while others wait; null if the store can't be reached: then nothing is stored. */
  @Nullable Ticket lead(CacheKey key) {
    return ticket(key, Exchange.lease());
  }

  /** To ask beside others. */
  @Nullable Ticket ticket(CacheKey key) {
    return ticket(key, Duration.ZERO);
  }

  private @Nullable Ticket ticket(CacheKey key, Duration lease) {
    try {
      return store.begin(key, lease);
    } catch (StoreUnavailableException e) {
      listener.unavailable();
      return null;
    }
  }

  boolean mayRefresh() {
    return refreshing.get() < settings.refreshes();
  }

  void refreshBegins() {
    refreshing.incrementAndGet();
  }

  void refreshEnds() {
    refreshing.decrementAndGet();
  }

  /** The directives that count: where a policy says so, without those of the container. */
  Directives directives(FieldLines fields, CachePolicy policy) {
    Directives directives = Directives.of(fields);
    return policy.storage().overrideContainer() && ContainerFields.are(fields)
        ? new Directives(CacheControl.NONE, true)
        : directives;
  }

  /** Stores it; false if that did not end the ticket. */
  boolean store(CacheKey key, Ticket ticket, StoredResponse response, CachePolicy policy) {
    Terms terms = response.terms();
    long stale =
        Math.max(
            policy.times().keepStale().toMillis(),
            Math.max(terms.staleWhileRevalidate(), terms.staleIfError()));
    long keep = Math.max(0, response.remaining(response.responseTime())) + stale;
    if (keep == 0) {
      return false;
    }
    try {
      if (store.put(key, ticket, response, Duration.ofMillis(keep))) {
        listener.stored(policy.name(), response.body().length);
      }
    } catch (StoreUnavailableException e) {
      listener.unavailable();
    }
    return true;
  }

  /**
   * Ends the right to ask.
   *
   * @param unshared whether nobody else may have the answer
   */
  void release(Fills.@Nullable Fill fill, CacheKey key, @Nullable Ticket ticket, boolean unshared) {
    try {
      if (fill == null && unshared) {
        fills.notePersonal(key.id());
      }
      if (fill != null && ticket != null && unshared) {
        store.standAlone(key, ticket, aloneFor);
      } else if (ticket != null) {
        store.abandon(key, ticket);
      }
    } catch (StoreUnavailableException e) {
      listener.unavailable();
    } finally {
      if (fill != null) {
        fill.end(unshared);
      }
    }
  }

  /** The value of Cache-Status, or nothing if it is not shown. */
  String shown(String status) {
    return settings.showStatus() ? status : "";
  }

  CacheListener listener() {
    return listener;
  }

  static long deadline(long nanos) {
    return System.nanoTime() + nanos;
  }
}
