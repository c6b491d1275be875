package io.buttress.internal;

import io.buttress.error.StoreUnavailableException;
import io.buttress.idempotency.Claim;
import io.buttress.idempotency.ClaimDemand;
import io.buttress.idempotency.ClaimResult;
import io.buttress.idempotency.IdempotencyStore;
import java.time.Duration;
import java.util.List;

/** For an application without Redis, whose idempotency is switched off: nobody asks it. */
enum NoIdempotencyStore implements IdempotencyStore {
  INSTANCE;

  private static StoreUnavailableException missing() {
    return new StoreUnavailableException("buttress.redis.uri is missing");
  }

  @Override
  public ClaimResult claim(ClaimDemand demand) {
    throw missing();
  }

  @Override
  public List<Renewed> renew(List<Renewal> renewals) {
    throw missing();
  }

  @Override
  public boolean complete(Claim claim, byte[] record, Duration ttl) {
    throw missing();
  }

  @Override
  public boolean release(Claim claim, Release how) {
    throw missing();
  }

  @Override
  public void withdraw(String id, String owner) {
    throw missing();
  }
}
