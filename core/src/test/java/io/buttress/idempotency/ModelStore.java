package io.buttress.idempotency;

import io.buttress.error.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the scripts do, in Java, with a clock that a test moves and a way to be out of reach. */
public final class ModelStore implements IdempotencyStore {
  private final Map<String, Entry> entries;
  private long nowMicros;
  private boolean out;

  /** What is stored under a key. */
  public sealed interface Entry {
    long expiresAt();
  }

  /** A claim. All instants in milliseconds. */
  public record Running(
      String owner, long fence, String head, long leaseEnd, long latestEnd, long expiresAt)
      implements Entry {}

  /** An outcome. */
  public record Done(String record, long expiresAt) implements Entry {}

  public ModelStore() {
    this(Map.of(), 1_700_000_000_000_000L);
  }

  private ModelStore(Map<String, Entry> entries, long nowMicros) {
    this.entries = new HashMap<>(entries);
    this.nowMicros = nowMicros;
  }

  public synchronized ModelStore copy() {
    return new ModelStore(entries, nowMicros);
  }

  public synchronized Map<String, Entry> entries() {
    entries.values().removeIf(entry -> entry.expiresAt() <= now());
    return Map.copyOf(entries);
  }

  public synchronized void pass(Duration time) {
    nowMicros += time.toNanos() / 1000;
  }

  public synchronized long nowMicros() {
    return nowMicros;
  }

  public synchronized void setOut(boolean isOut) {
    out = isOut;
  }

  private long now() {
    return nowMicros / 1000;
  }

  /** No two scripts run at the same microsecond. */
  private void tick() {
    nowMicros++;
    if (out) {
      throw new StoreUnavailableException("out");
    }
  }

  @Override
  public synchronized ClaimResult claim(ClaimDemand demand) {
    tick();
    Entry entry = entries().get(demand.id());
    String head = text(demand.fingerprint());
    if (entry instanceof Done done) {
      return new ClaimResult.Completed(bytes(done.record()));
    }
    long fence = nowMicros;
    if (entry instanceof Running running) {
      if (now() < running.leaseEnd()) {
        return new ClaimResult.Running(
            bytes(running.head()), Duration.ofMillis(running.leaseEnd() - now()));
      }
      if (!demand.takeOver() || !running.head().equals(head)) {
        return new ClaimResult.Lost(bytes(running.head()));
      }
      fence = Math.max(fence, running.fence() + 1);
    }
    entries.put(
        demand.id(),
        new Running(
            demand.owner(),
            fence,
            head,
            now() + demand.lease().toMillis(),
            now() + demand.maxExecution().toMillis(),
            now() + demand.ttl().toMillis()));
    return new ClaimResult.Acquired(fence, entry != null);
  }

  @Override
  public synchronized List<Renewed> renew(List<Renewal> renewals) {
    tick();
    List<Renewed> results = new ArrayList<>();
    for (Renewal renewal : renewals) {
      results.add(renew(renewal));
    }
    return results;
  }

  private Renewed renew(Renewal renewal) {
    if (!(entries().get(renewal.claim().id()) instanceof Running running)
        || !holds(renewal.claim(), running)) {
      return Renewed.NOT_HELD;
    }
    if (now() >= running.latestEnd()) {
      return Renewed.AT_END;
    }
    put(renewal.claim().id(), running, now() + renewal.lease().toMillis());
    return Renewed.YES;
  }

  private void put(String id, Running running, long leaseEnd) {
    entries.put(
        id,
        new Running(
            running.owner(),
            running.fence(),
            running.head(),
            leaseEnd,
            running.latestEnd(),
            running.expiresAt()));
  }

  @Override
  public synchronized boolean complete(Claim claim, byte[] record, Duration ttl) {
    tick();
    Entry entry = entries().get(claim.id());
    if (entry instanceof Done done) {
      return Arrays.equals(bytes(done.record()), record);
    }
    if (!(entry instanceof Running running) || !holds(claim, running)) {
      return false;
    }
    entries.put(claim.id(), new Done(text(record), now() + ttl.toMillis()));
    return true;
  }

  @Override
  public synchronized boolean release(Claim claim, Release how) {
    tick();
    if (!(entries().get(claim.id()) instanceof Running running) || !holds(claim, running)) {
      return false;
    }
    if (how == Release.FREE) {
      entries.remove(claim.id());
    } else {
      put(claim.id(), running, 0);
    }
    return true;
  }

  @Override
  public synchronized void withdraw(String id, String owner) {
    tick();
    if (entries().get(id) instanceof Running running && running.owner().equals(owner)) {
      entries.remove(id);
    }
  }

  private static boolean holds(Claim claim, Running running) {
    return running.owner().equals(claim.owner()) && running.fence() == claim.fence();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
