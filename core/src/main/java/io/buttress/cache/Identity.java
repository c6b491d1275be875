package io.buttress.cache;

/** Signs that a request or a response belongs to one user. */
public enum Identity {
  /** The request has an Authorization field, or another that usually tells who asks. */
  AUTHORIZATION,
  /** The container knows the user. */
  USER,
  /**
   * The request belongs to a session, or the application has begun one, or a cookie is named as
   * those are by which applications know their users.
   */
  SESSION,
  /**
   * The request has a cookie that the policy does not count; of interest where the response does
   * not say itself how long it is fresh.
   */
  COOKIE,
  /** The response has a Set-Cookie field. */
  SET_COOKIE
}
