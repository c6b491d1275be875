package io.buttress.redis;

import io.buttress.error.StoreUnavailableException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.exceptions.JedisDataException;
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
  private volatile @Nullable Connection connection;
  private volatile @Nullable Messages messages;
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
    try (Connection opened = redis.openConnection()) {
      connection = opened;
      if (!isClosed()) {
        Messages current = new Messages();
        messages = current;
        current.proceed(opened, channel);
      }
    } catch (JedisDataException e) {
      if (pause == FIRST_PAUSE_MILLIS && !isClosed()) {
        LOG.log(Level.WARNING, "Redis does not let this node listen to {0}: {1}", channel, e);
      }
    } catch (StoreUnavailableException | JedisException e) {
      LOG.log(Level.DEBUG, "Not listening to " + channel + " at the moment", e);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Listening to " + channel + " failed, and begins anew", e);
    } finally {
      messages = null;
      connection = null;
    }
  }

  private void ping() {
    Messages current = messages;
    if (current != null && current.isSubscribed()) {
      try {
        current.ping();
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
    Connection open = connection;
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

  private final class Messages extends JedisPubSub {
    @Override
    public void onSubscribe(String name, int count) {
      pause = FIRST_PAUSE_MILLIS;
      listener.connected();
    }

    @Override
    public void onMessage(String name, String text) {
      listener.message(text);
    }
  }
}
