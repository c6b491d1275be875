package io.buttress.servlet.internal;

import jakarta.servlet.ReadListener;

/**
 * A listener for a body of which the container has nothing left.
 *
 * @param feed tells the listener all of it
 */
record FedListener(ReadListener listener, Runnable feed) implements ReadListener {
  @Override
  public void onDataAvailable() {
    // There is none, but the end.
  }

  @Override
  public void onAllDataRead() {
    feed.run();
  }

  @Override
  public void onError(Throwable thrown) {
    listener.onError(thrown);
  }
}
