package io.buttress.servlet.internal;

import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** Sees to it that the hook runs in time, and that the copy has what was sent. */
final class ResponseTap implements BodyTap {
  private final CapturingResponse response;

  ResponseTap(CapturingResponse response) {
    this.response = response;
  }

  @Override
  public boolean admits(int bytes) {
    Captured now = response.captured();
    if (!now.isSettled()) {
      if (response.commitsAt(bytes)) {
        response.settle(response.getStatus());
      }
      now.pass(bytes);
    }
    return !now.isDiscarded();
  }

  @Override
  public boolean admitsFlush() {
    response.settle(response.getStatus());
    return !isSwallowing();
  }

  @Override
  public boolean isSwallowing() {
    return response.captured().isDiscarded();
  }

  @Override
  public boolean isListening() {
    return response.captured().isListening();
  }

  @Override
  public void wrote(byte single) {
    response.captured().add(single);
  }

  @Override
  public void wrote(byte[] bytes, int offset, int length) {
    response.captured().add(bytes, offset, length);
  }

  @Override
  public void wroteUnknown(int about) {
    response.captured().loseBody();
  }

  @Override
  public void closing() {
    response.captured().end();
  }

  @Override
  public void failed() {
    response.captured().spoil();
  }

  @Override
  public void endure(IOException lost) throws IOException {
    if (!response.captured().goOnAlone()) {
      failed();
      throw lost;
    }
  }

  @Override
  public boolean isAlone() throws IOException {
    Captured now = response.captured();
    if (now.isAlone() && !now.isListening()) {
      failed();
      throw new IOException("the client is gone");
    }
    return now.isAlone();
  }

  @Override
  public void feed(WriteListener listener) {
    HttpServletRequest request = response.paired();
    if (request != null && request.isAsyncStarted()) {
      request.getAsyncContext().start(() -> callOnce(listener));
    } else {
      callOnce(listener);
    }
  }

  private static void callOnce(WriteListener listener) {
    try {
      listener.onWritePossible();
    } catch (IOException e) {
      listener.onError(e);
    }
  }
}
