package io.buttress.servlet.internal;

/** Is asked what becomes of a response, once its head is as it will be sent. */
@FunctionalInterface
public interface CommitHook {
  /**
   * Called just before the container would commit the response, on the thread that makes it do so;
   * and again if the application then still resets it, fields and all. What is not yet sent may be
   * changed here, on the container's response: fields of its own, or with {@link Course#DISCARD} a
   * whole answer. Where the container has sent the head by ways that nobody sees, this is called
   * behind that, and what it chooses means nothing.
   *
   * @param response tells status and fields as the application set them
   */
  Course beforeCommit(CapturingResponse response);
}
