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
import java.util.Set;

/**
 * When something recurs. Where clocks go forward, the parser's library leaves out what would fall
 * into the hour that is not there; what has an hour of its own fires at the end of that gap here.
 * And where clocks go back, it lets some of that fire twice.
 */
final class Cron {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private static final Set<String> EVERY_HOUR = Set.of("*", "*/1", "0-23");

  private final ExecutionTime times;
  private final ZoneId zone;
  private final boolean hasHours;

  /**
   * @throws IllegalArgumentException if it can't be read; says why
   */
  Cron(String expression, ZoneId zone) {
    this.times = ExecutionTime.forCron(PARSER.parse(expression));
    this.zone = zone;
    this.hasHours = !EVERY_HOUR.contains(expression.strip().split("\\s+", 3)[1]);
  }

  /** The next instant after that one; empty if there is none any more. */
  Optional<Instant> next(Instant after) {
    Optional<Instant> usual = nextOfLibrary(after.atZone(zone)).map(ZonedDateTime::toInstant);
    ZoneOffsetTransition change = zone.getRules().nextTransition(after);
    if (!hasHours || change == null || !change.isGap() || !fallsInto(change)) {
      return usual;
    }
    Instant end = change.getInstant();
    return usual.isPresent() && usual.get().isBefore(end) ? usual : Optional.of(end);
  }

  /** What has hours of its own fires once in an hour that comes twice. */
  private Optional<ZonedDateTime> nextOfLibrary(ZonedDateTime after) {
    Optional<ZonedDateTime> next = times.nextExecution(after);
    while (hasHours && next.isPresent() && isRepeated(next.get())) {
      next = times.nextExecution(next.get());
    }
    return next;
  }

  private static boolean isRepeated(ZonedDateTime time) {
    return !time.isEqual(time.withEarlierOffsetAtOverlap());
  }

  /** Whether it would fire at an instant that clocks leave out, or as that is over. */
  private boolean fallsInto(ZoneOffsetTransition gap) {
    ZonedDateTime begin = gap.getDateTimeBefore().atZone(ZoneOffset.UTC);
    ZonedDateTime end = gap.getDateTimeAfter().atZone(ZoneOffset.UTC);
    return times.nextExecution(begin.minusNanos(1)).filter(fire -> !fire.isAfter(end)).isPresent();
  }
}
