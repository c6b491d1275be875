package io.buttress.jobs;

/**
 * Is told of what happens to jobs on this node, on the thread on which it happens; must be fast.
 * What it throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface JobListener {
  /** Something has happened. */
  void happened(JobEvent event);
}
