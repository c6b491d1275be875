package io.buttress.jobs.redis;

import java.util.List;

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

  /**
   * The keys that scripts are given. There are two, of which one never is in Redis: so a cluster
   * that moves the slot refuses to run them, instead of running them where half of the queue is.
   */
  List<String> ofScripts(String name) {
    return List.of(queue(name), wake(name));
  }

  /** The list that wakes a poller. */
  String wake(String name) {
    return queue(name) + ":w";
  }
}
