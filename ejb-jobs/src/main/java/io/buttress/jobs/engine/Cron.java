package io.buttress.jobs.engine;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * When something recurs. Where clocks go forward, the parser's library leaves out what would fall
 * into the hour that is not there; what has an hour of its own fires at the end of that gap here.
 */
final class Cron {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime times;
  private final ZoneId zone;
  private final boolean hasHours;

  /**
   * @throws IllegalArgumentException if it can't be read; says why
   */
  Cron(String expression, ZoneId zone) {
    this.times = ExecutionTime.forCron(PARSER.parse(expression));
    this.zone = zone;
    this.hasHours = !expression.strip().split("\\s+", 3)[1].startsWith("*");
  }

  /** The next instant after that one; empty if there is none any more. */
  Optional<Instant> next(Instant after) {
    ZonedDateTime from = after.atZone(zone);
    Optional<Instant> usual = times.nextExecution(from).map(ZonedDateTime::toInstant);
    ZoneOffsetTransition change = zone.getRules().nextTransition(after);
    if (!hasHours || change == null || !change.isGap() || !fallsInto(change)) {
      return usual;
    }
    Instant end = change.getInstant();
    return usual.isPresent() && usual.get().isBefore(end) ? usual : Optional.of(end);
  }

  /** Whether it would fire at an instant that clocks leave out. */
  private boolean fallsInto(ZoneOffsetTransition gap) {
    ZonedDateTime begin = gap.getDateTimeBefore().atZone(ZoneOffset.UTC);
    ZonedDateTime end = gap.getDateTimeAfter().atZone(ZoneOffset.UTC);
    return times.nextExecution(begin.minusNanos(1)).filter(fire -> fire.isBefore(end)).isPresent();
  }
}
