package io.buttress.jobs.redis;

import io.buttress.jobs.engine.ClaimedJob;
import io.buttress.jobs.engine.Envelope;
import io.buttress.jobs.engine.NewJob;
import io.buttress.jobs.engine.Renewal;
import io.buttress.jobs.engine.Settlement;
import io.buttress.jobs.engine.Turn;
import io.buttress.jobs.engine.TurnLimits;
import io.buttress.jobs.engine.TurnReply;
import io.buttress.jobs.engine.TurnReply.Buried;
import io.buttress.jobs.engine.TurnReply.Events;
import io.buttress.jobs.engine.TurnReply.Fire;
import io.buttress.jobs.engine.TurnReply.Follower;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes what {@code turn.lua} takes, and reads what it returns. */
final class TurnCodec {
  private TurnCodec() {}

  static List<String> arguments(Turn turn) {
    List<String> arguments = new ArrayList<>(16 + 3 * turn.settlements().size());
    TurnLimits limits = turn.limits();
    arguments.add(turn.node());
    arguments.add(millis(limits.lease()));
    arguments.add(Integer.toString(turn.want()));
    arguments.add(turn.order());
    arguments.add(Integer.toString(limits.concurrency()));
    arguments.add(Integer.toString(limits.keyConcurrency()));
    arguments.add(Integer.toString(limits.crashes()));
    arguments.add(Integer.toString(limits.errors()));
    arguments.add(Integer.toString(limits.dead()));
    arguments.add(millis(limits.deadAge()));
    arguments.add(turn.housekeeping() ? "1" : "0");
    List<Settlement> plain = turn.settlements().stream().filter(Settlement::isPlain).toList();
    arguments.add(Integer.toString(plain.size()));
    plain.forEach(done -> arguments.add(done.job().id()));
    arguments.add(Integer.toString(turn.renewals().size()));
    for (Renewal renewal : turn.renewals()) {
      addLease(arguments, renewal.job());
      arguments.add(renewal.progress());
    }
    turn.settlements().stream().filter(s -> !s.isPlain()).forEach(s -> settle(arguments, s));
    return arguments;
  }

  private static void addLease(List<String> arguments, ClaimedJob job) {
    arguments.add(job.id());
    arguments.add(Long.toString(job.fence()));
  }

  private static void settle(List<String> arguments, Settlement settlement) {
    ClaimedJob job = settlement.job();
    if (settlement instanceof Settlement.Done done) {
      add(arguments, "done", job, millis(done.retention()), done.result());
      for (NewJob next : done.next()) {
        arguments.addAll(
            List.of("follow", next.id(), "0", millis(next.delay()), next.envelope().text()));
      }
    } else if (settlement instanceof Settlement.Retry retry) {
      add(arguments, "retry", job, millis(retry.delay()), retry.error());
    } else if (settlement instanceof Settlement.Bury bury) {
      add(arguments, "bury", job, "0", bury.error());
    } else if (settlement instanceof Settlement.Discard discard) {
      add(arguments, "discard", job, "0", discard.error());
    } else if (settlement instanceof Settlement.GiveBack back) {
      add(arguments, "giveback", job, millis(back.delay()), "");
    } else {
      throw new AssertionError(settlement);
    }
  }

  private static void add(
      List<String> arguments, String what, ClaimedJob job, String number, String text) {
    arguments.add(what);
    addLease(arguments, job);
    arguments.add(number);
    arguments.add(text);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  static TurnReply read(List<?> answer) {
    List<?> events = (List<?>) answer.get(8);
    return new TurnReply(
        Reply.number(answer.get(0)),
        duration(answer.get(1)),
        Reply.number(answer.get(2)) == 1,
        Reply.number(answer.get(3)) == 1,
        claimed((List<?>) answer.get(4), (List<?>) answer.get(11)),
        Reply.texts(answer.get(5)),
        Reply.texts(answer.get(6)),
        Reply.texts(answer.get(7)),
        new Events(
            Reply.integer(events.get(0)),
            Reply.integer(events.get(1)),
            Reply.integer(events.get(2)),
            Reply.integer(events.get(3)),
            Reply.integer(events.get(4)),
            Reply.integer(events.get(5)),
            Reply.integer(events.get(6))),
        buried(Reply.texts(answer.get(12))),
        fires((List<?>) answer.get(9)),
        duration(answer.get(10)),
        followers(answer.get(13)));
  }

  private static Optional<Duration> duration(Object millis) {
    long number = Reply.number(millis);
    return number < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(number));
  }

  private static List<ClaimedJob> claimed(List<?> flat, List<?> again) {
    List<ClaimedJob> jobs = new ArrayList<>(flat.size() / 2);
    for (int i = 0; i < flat.size(); i += 2) {
      String body = Reply.text(flat.get(i + 1));
      // One that somebody has spoilt must not cost the others.
      Envelope.Stored stored = Envelope.read(body).orElseGet(() -> Envelope.unreadable(body));
      jobs.add(new ClaimedJob(Reply.text(flat.get(i)), 1, 0, 0, stored));
    }
    for (int i = 0; i < again.size(); i += 4) {
      int at = Reply.integer(again.get(i)) - 1;
      ClaimedJob job = jobs.get(at);
      jobs.set(
          at,
          new ClaimedJob(
              job.id(),
              Reply.number(again.get(i + 1)),
              Reply.integer(again.get(i + 2)),
              Reply.integer(again.get(i + 3)),
              job.stored()));
    }
    return jobs;
  }

  private static List<Buried> buried(List<String> flat) {
    List<Buried> jobs = new ArrayList<>(flat.size() / 3);
    for (int i = 0; i < flat.size(); i += 3) {
      jobs.add(new Buried(flat.get(i), flat.get(i + 1), flat.get(i + 2)));
    }
    return jobs;
  }

  static List<Follower> followers(Object answer) {
    List<String> flat = Reply.texts(answer);
    List<Follower> jobs = new ArrayList<>(flat.size() / 2);
    for (int i = 0; i < flat.size(); i += 2) {
      jobs.add(new Follower(flat.get(i), flat.get(i + 1)));
    }
    return jobs;
  }

  static List<Fire> fires(List<?> flat) {
    List<Fire> fires = new ArrayList<>(flat.size() / 3);
    for (int i = 0; i < flat.size(); i += 3) {
      fires.add(
          new Fire(
              Reply.text(flat.get(i)), Reply.number(flat.get(i + 1)), Reply.text(flat.get(i + 2))));
    }
    return fires;
  }
}
