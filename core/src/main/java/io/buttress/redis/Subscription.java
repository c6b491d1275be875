package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Listens to a channel on a thread and a connection of its own, and begins anew whenever that
 * breaks. Something is sent again and again that Redis has to answer, so that a connection that
 * leads nowhere is noticed by its read timeout.
 */
final class Subscription implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Subscription.class.getName());

  /** Less than half of the time after which a read fails. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 3_000;
  private static final long PATIENCE_MILLIS = 5_000;

  private final RedisConnection redis;
  private final String channel;
  private final Listener listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread thread;
  private @Nullable Future<?> heartbeat;
  private volatile @Nullable ListeningConnection connection;
  // The same, once messages come on it.
  private volatile @Nullable ListeningConnection alive;
  private volatile long pause = FIRST_PAUSE_MILLIS;

  /** Is called on the thread that listens. */
  interface Listener {
    /** From now on messages come. */
    void connected();

    void message(String text);
  }

  private Subscription(RedisConnection redis, String channel, Listener listener) {
    this.redis = redis;
    this.channel = channel;
    this.listener = listener;
  }

  static Subscription start(
      RedisConnection redis,
      String channel,
      Listener listener,
      ThreadFactory threads,
      ScheduledExecutorService scheduler) {
    Subscription subscription = new Subscription(redis, channel, listener);
    Thread thread = threads.newThread(subscription::run);
    subscription.thread = thread;
    long every = HEARTBEAT.toMillis();
    subscription.heartbeat =
        scheduler.scheduleWithFixedDelay(subscription::ping, every, every, TimeUnit.MILLISECONDS);
    thread.start();
    return subscription;
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    try {
      while (!isClosed()) {
        listen();
        boolean unused = closed.await(pause, TimeUnit.MILLISECONDS);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      // The container's way to end it.
      Thread.currentThread().interrupt();
    }
  }

  private void listen() {
    try (ListeningConnection opened = redis.openListening()) {
      connection = opened;
      opened.subscribe(channel);
      while (!isClosed()) {
        hear(opened.next(), opened);
      }
    } catch (StoreUnavailableException | JedisConnectionException e) {
      LOG.log(Level.DEBUG, "Not listening to " + channel + " at the moment", e);
    } catch (RuntimeException | LinkageError e) {
      if (pause == FIRST_PAUSE_MILLIS && !isClosed()) {
        LOG.log(
            Level.WARNING, "Listening to " + channel + " in Redis failed; it is tried again", e);
      }
    } finally {
      connection = null;
      alive = null;
    }
  }

  private void hear(List<String> words, ListeningConnection from) {
    switch (words.get(0)) {
      case "subscribe" -> {
        pause = FIRST_PAUSE_MILLIS;
        alive = from;
        listener.connected();
      }
      case "message" -> listener.message(words.get(2));
      default -> LOG.log(Level.TRACE, "{0} is alive", channel);
    }
  }

  private void ping() {
    ListeningConnection current = alive;
    if (current != null) {
      try {
        current.sendPing();
      } catch (JedisException e) {
        LOG.log(Level.DEBUG, "The connection of " + channel + " is broken", e);
      }
    }
  }

  /** Ends the thread, and waits for that. */
  @Override
  public void close() {
    closed.countDown();
    Future<?> beating = heartbeat;
    if (beating != null) {
      beating.cancel(false);
    }
    ListeningConnection open = connection;
    if (open != null) {
      try {
        open.forceDisconnect();
      } catch (IOException | JedisException e) {
        LOG.log(Level.DEBUG, "The connection was broken already", e);
      }
    }
    awaitEnd();
  }

  private void awaitEnd() {
    Thread listening = thread;
    if (listening == null) {
      return;
    }
    try {
      listening.join(PATIENCE_MILLIS);
      if (listening.isAlive()) {
        LOG.log(Level.WARNING, "The thread that listens to {0} did not end", channel);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
