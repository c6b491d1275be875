package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final String CREATED = "1 1800000000123 ";

  @Test
  void a_job_without_options_is_a_short_line_and_its_payload() {
    assertThat(Envelope.of("mail.send", "{\"to\":1}").text())
        .isEqualTo("4 - mail.send\n{\"to\":1}");
  }

  @Test
  void what_is_written_is_read() {
    Envelope envelope =
        new Envelope(
            9, Map.of('c', "cust;omer = 7\n%", 'u', "ü", 't', "5000"), "mail", "{}\nsecond line");
    Envelope.Stored stored = Envelope.read(CREATED + envelope.text()).orElseThrow();
    assertThat(stored).isEqualTo(new Envelope.Stored(1_800_000_000_123L, envelope));
  }

  @Test
  void what_can_be_long_stands_last_as_scripts_read_the_beginning() {
    Envelope envelope =
        Envelope.of("mail", "").with('n', "next").with('P', "1").with('x', "5").with('a', "7");
    assertThat(envelope.text()).isEqualTo("4 ;a=7;x=5;P=1;n=next mail\n");
  }

  @Test
  void no_value_can_pass_for_another_option() {
    Envelope envelope = Envelope.of("mail", "").with('u', "a;c=b").with('U', "r\n;x=1 y");
    assertThat(envelope.text().lines().findFirst().orElseThrow()).doesNotContain(";c=", ";x=");
  }

  @Test
  void another_version_can_not_be_read() {
    assertThat(Envelope.read("2 something else")).isEmpty();
  }

  @Test
  void what_somebody_has_spoilt_can_not_be_read_and_costs_nobody_else_anything() {
    for (String body :
        List.of(
            "",
            "1",
            "1 ",
            "1+x",
            "1 spoilt",
            CREATED,
            CREATED + "4 - mail",
            CREATED + "4 ;t mail\n",
            CREATED + "4 ;u=%zz mail\n")) {
      assertThat(Envelope.read(body)).as(body).isEmpty();
    }
  }
}
