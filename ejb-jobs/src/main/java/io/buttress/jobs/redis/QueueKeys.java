package io.buttress.jobs.redis;

/**
 * Builds the keys of queues. All of one queue share a hash tag, and so a slot: {@code
 * bt:{shop:mail}}; the scripts put suffixes to it, which {@code queue.lua} lists.
 */
final class QueueKeys {
  private final String prefix;
  private final String application;

  QueueKeys(String prefix, String application) {
    this.prefix = prefix;
    this.application = application;
  }

  /** What all keys of a queue start with. */
  String queue(String name) {
    return prefix + '{' + application + ':' + name + '}';
  }

  /** The list that wakes a poller. */
  String wake(String name) {
    return queue(name) + ":w";
  }
}
