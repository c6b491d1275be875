/**
 * {@code ./benchmarks/run jobs}: Buttress's jobs beside other queues on Redis. Each is a process of
 * its own with a Redis of its own, and takes the same commands.
 */
package io.buttress.benchmarks.jobs;
