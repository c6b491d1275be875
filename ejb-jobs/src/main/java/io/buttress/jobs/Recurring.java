package io.buttress.jobs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method with {@link JobHandler}: a job of its type, without payload, is added whenever it is
 * time, once on all nodes together. The job's type is its name. See {@link JobSchedules}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Recurring {
  /** Minute, hour, day of month, month, day of week, as crontab has them: {@code 0 9 * * MON}. */
  String cron();

  /** The time zone in which that is meant, such as {@code Europe/Berlin}. */
  String zone() default "UTC";

  /** What becomes of fires for which no node was there. */
  MissedFires missed() default MissedFires.ONCE;
}
