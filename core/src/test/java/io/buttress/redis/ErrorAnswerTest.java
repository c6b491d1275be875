package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisDataException;

class ErrorAnswerTest {
  private static JedisDataException plain(String answer) {
    return new JedisDataException(answer);
  }

  /** As Redis 6.2 words it. */
  private static JedisDataException inScript(String answer) {
    return new JedisDataException(
        "ERR Error running script (call to f_1028a5db): @user_script:4: @user_script: 4: -"
            + answer);
  }

  @Test
  void an_error_that_a_script_has_met_begins_with_its_code_in_every_version() {
    String answer = "READONLY You can't write against a read only replica.";
    assertThat(ErrorAnswer.of(plain(answer))).isEqualTo(answer);
    assertThat(ErrorAnswer.of(inScript(answer))).isEqualTo(answer);
  }

  @Test
  void what_any_command_would_be_answered_is_no_refusal_of_this_one() {
    for (String answer :
        new String[] {
          "MISCONF Redis is",
          "MASTERDOWN Link with",
          "OOM command",
          "ERR max number of clients reached"
        }) {
      assertThat(CommandRefusedException.isMeant(plain(answer))).as(answer).isFalse();
      assertThat(CommandRefusedException.isMeant(inScript(answer))).as(answer).isFalse();
    }
    assertThat(StoreFullException.isMeant(plain("OOM command not allowed"))).isTrue();
    assertThat(StoreFullException.isMeant(inScript("OOM command not allowed"))).isTrue();
  }

  @Test
  void what_is_wrong_with_a_key_or_a_script_is_a_refusal() {
    String wrong = "WRONGTYPE Operation against a key holding the wrong kind of value";
    assertThat(CommandRefusedException.isMeant(plain(wrong))).isTrue();
    assertThat(CommandRefusedException.isMeant(inScript(wrong))).isTrue();
    assertThat(
            CommandRefusedException.isMeant(
                plain(
                    "ERR Error running script (call to f_1028a5db): @user_script:12:"
                        + " user_script:12: attempt to index a nil value")))
        .isTrue();
  }
}
