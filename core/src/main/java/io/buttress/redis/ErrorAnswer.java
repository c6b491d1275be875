package io.buttress.redis;

import redis.clients.jedis.exceptions.JedisDataException;

/** What Redis has answered in place of a result. */
final class ErrorAnswer {
  private static final String IN_SCRIPT = "ERR Error running script";
  private static final String CODE = ": -";

  private ErrorAnswer() {}

  /**
   * The answer, which begins with its code. Redis before 7 wraps what a script has met: {@code ERR
   * Error running script (call to f_1028…): @user_script:4: @user_script: 4: -READONLY You can't…}
   */
  static String of(JedisDataException e) {
    String message = String.valueOf(e.getMessage());
    int code = message.startsWith(IN_SCRIPT) ? message.indexOf(CODE) : -1;
    return code < 0 ? message : message.substring(code + CODE.length());
  }
}
