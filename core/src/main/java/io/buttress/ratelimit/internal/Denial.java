package io.buttress.ratelimit.internal;

import io.buttress.ratelimit.Algorithm;
import io.buttress.ratelimit.Charge;
import io.buttress.ratelimit.LimitSet;
import io.buttress.ratelimit.LimitState;
import io.buttress.ratelimit.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One denial of the shared store, for as long as it holds for certain. */
final class Denial {
  // Redis tells microseconds rounded down: the first instant of admission may be that much earlier.
  private static final long ROUNDING_MICROS = 1;
  // For so long the same answer is given again: the wait it names is too long by that at most.
  private static final long SAME_ANSWER = 1_000_000;

  private final String policy;
  private final String key;
  private final @Nullable LimitSet limits;
  private final long leastCost;
  private final long start;
  private final long holds;
  private final List<LimitState> states;
  private final long banMicros;
  // Written without care: an answer is immutable, and an older one does no harm.
  private @Nullable Answer last;

  private record Answer(Verdict.Denied verdict, long at) {}

  private Denial(
      String policy,
      String key,
      @Nullable LimitSet limits,
      long leastCost,
      long start,
      long waitMicros,
      List<LimitState> states,
      long banMicros,
      long longest) {
    this.policy = policy;
    this.key = key;
    this.limits = limits;
    this.leastCost = leastCost;
    this.start = start;
    this.holds = Math.min(Math.min(waitMicros - ROUNDING_MICROS, longest / 1_000) * 1_000, longest);
    this.states = states;
    this.banMicros = banMicros;
  }

  /**
   * What of a verdict holds for some time, for each charge.
   *
   * @param longest in nanoseconds
   */
  static List<Denial> of(List<Charge> charges, Verdict.Denied denied, long sent, long longest) {
    if (denied.banMicros() > 0) {
      // Of several keys it is not known which one is banned.
      return charges.size() > 1 ? List.of() : List.of(ban(charges.get(0), denied, sent, longest));
    }
    List<Denial> lasting = new ArrayList<>(1);
    int first = 0;
    for (Charge charge : charges) {
      int end = first + charge.limits().limits().size();
      if (end > denied.states().size()) {
        return lasting;
      }
      List<LimitState> states = lasting(denied.states().subList(first, end));
      long wait = longestWait(states);
      if (wait > 0 && !charge.policy().cost().canGiveBack()) {
        lasting.add(refusal(charge, states, wait, sent, longest));
      }
      first = end;
    }
    return lasting;
  }

  private static Denial ban(Charge charge, Verdict.Denied denied, long sent, long longest) {
    return new Denial(
        charge.policy().name(),
        charge.key(),
        null,
        1,
        sent,
        denied.banMicros(),
        denied.states(),
        denied.banMicros(),
        longest);
  }

  private static Denial refusal(
      Charge charge, List<LimitState> states, long wait, long sent, long longest) {
    return new Denial(
        charge.policy().name(),
        charge.key(),
        charge.limits(),
        charge.cost(),
        sent,
        wait,
        states,
        0,
        longest);
  }

  static Denial ofBan(String policy, String key, Duration duration, long now, long longest) {
    long micros = duration.toMillis() * 1_000;
    return new Denial(policy, key, null, 1, now, micros, List.of(), micros, longest);
  }

  /** Without the waits for requests in flight: those may end any moment. */
  private static List<LimitState> lasting(List<LimitState> states) {
    return states.stream()
        .map(
            state ->
                state.limit().algorithm() == Algorithm.CONCURRENCY
                    ? new LimitState(state.limit(), state.remaining(), state.resetMicros(), 0)
                    : state)
        .toList();
  }

  private static long longestWait(List<LimitState> states) {
    long wait = 0;
    for (LimitState state : states) {
      wait = Math.max(wait, state.waitMicros());
    }
    return wait;
  }

  String policy() {
    return policy;
  }

  String key() {
    return key;
  }

  // The same object nearly always.
  @SuppressWarnings("ReferenceEquality")
  boolean concerns(Charge charge) {
    return key.equals(charge.key())
        && policy.equals(charge.policy().name())
        && charge.cost() >= leastCost
        && (limits == null || limits == charge.limits() || limits.equals(charge.limits()));
  }

  /** The same denial, with what is left of its waits; null if it may hold no longer. */
  @Nullable Verdict verdict(long now) {
    long elapsed = now - start;
    if (elapsed >= holds) {
      return null;
    }
    Answer given = last;
    if (given != null && now - given.at < SAME_ANSWER && now - given.at >= 0) {
      return given.verdict;
    }
    Answer answer = new Answer(denied(elapsed / 1_000), now);
    last = answer;
    return answer.verdict;
  }

  private Verdict.Denied denied(long elapsedMicros) {
    List<LimitState> later = new ArrayList<>(states.size());
    for (LimitState state : states) {
      later.add(
          new LimitState(
              state.limit(),
              state.remaining(),
              Math.max(state.resetMicros() - elapsedMicros, 0),
              left(state.waitMicros(), elapsedMicros)));
    }
    long ban = banMicros == 0 ? 0 : Math.max(banMicros - elapsedMicros, 1);
    return new Verdict.Denied(later, ban, Verdict.Source.MEMORY);
  }

  private static long left(long waitMicros, long elapsedMicros) {
    return waitMicros == LimitState.NEVER
        ? LimitState.NEVER
        : Math.max(waitMicros - elapsedMicros, 0);
  }
}
