package io.buttress.jobs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a CDI bean or an EJB that does the jobs of a type. Properties of the same names under
 * {@code buttress.job-types.TYPE.} win over what stands here. It takes the payload, or a {@link
 * JobContext}, or both, or nothing; what it returns is the job's result.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface JobHandler {
  /** The type of its jobs. */
  String value();

  /** The queue that jobs of the type go to that name none. */
  String queue() default "default";

  /** How often a job is tried in all, from 1. */
  int attempts() default 10;

  /** The longest first delay between attempts, such as {@code 2s}; it doubles each time. */
  String retryBase() default "2s";

  /** The longest delay between attempts. */
  String retryCap() default "10m";

  /** How long a job may run; empty: for as long as it likes. */
  String timeout() default "";

  /** Exceptions after which a job is tried again, even if they are among the following ones. */
  Class<? extends Throwable>[] retryOn() default {};

  /** Exceptions after which a job is not tried again, but buried. */
  Class<? extends Throwable>[] bury() default {};

  /** Exceptions after which a job is not tried again, and forgotten. */
  Class<? extends Throwable>[] discard() default {};

  /** How long a finished job and its result are kept; empty: not at all. */
  String retention() default "";

  /**
   * Whether each job runs in a transaction of its own, which is committed before it counts as done.
   */
  boolean transactional() default true;
}
