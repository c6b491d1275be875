package io.buttress.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.buttress.jobs.MissedFires;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CronTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** The next fires after a local time, as local times with their offsets from UTC. */
  private static List<String> fires(String cron, String after, int count) {
    Cron times = new Cron(cron, BERLIN);
    Instant instant = LocalDateTime.parse(after).atZone(BERLIN).toInstant();
    List<String> fires = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      instant = times.next(instant).orElseThrow();
      fires.add(instant.atZone(BERLIN).toOffsetDateTime().toString());
    }
    return fires;
  }

  @Test
  void every_monday_at_nine_is_at_nine_on_either_side_of_a_change() {
    assertThat(fires("0 9 * * MON", "2026-10-18T12:00", 2))
        .containsExactly("2026-10-19T09:00+02:00", "2026-10-26T09:00+01:00");
  }

  @Test
  void what_falls_into_the_hour_that_is_left_out_fires_when_it_is_over_and_once() {
    assertThat(fires("30 2 * * *", "2027-03-27T12:00", 2))
        .containsExactly("2027-03-28T03:00+02:00", "2027-03-29T02:30+02:00");
    assertThat(fires("0 */2 * * *", "2027-03-28T00:30", 2))
        .containsExactly("2027-03-28T03:00+02:00", "2027-03-28T04:00+02:00");
  }

  @Test
  void the_first_minute_after_half_an_hour_that_is_left_out_is_not_lost() {
    assertThat(
            new Cron("30 2 * * *", ZoneId.of("Australia/Lord_Howe"))
                .next(Instant.parse("2026-10-03T00:00:00Z")))
        .contains(Instant.parse("2026-10-03T15:30:00Z"));
  }

  @Test
  void what_falls_into_the_hour_that_comes_twice_fires_once() {
    assertThat(fires("30 2 * * *", "2026-10-24T12:00", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    assertThat(fires("*/30 1,2,3 * * *", "2026-10-25T01:15", 5))
        .containsExactly(
            "2026-10-25T01:30+02:00",
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:30+02:00",
            "2026-10-25T03:00+01:00",
            "2026-10-25T03:30+01:00");
  }

  @Test
  void a_day_of_the_month_and_one_of_the_week_are_either_as_in_crontab() {
    assertThat(fires("0 0 13 * FRI", "2026-11-08T12:00", 3))
        .containsExactly(
            "2026-11-13T00:00+01:00", "2026-11-20T00:00+01:00", "2026-11-27T00:00+01:00");
    assertThat(fires("0 0 10 * 5", "2026-11-08T12:00", 3))
        .containsExactly(
            "2026-11-10T00:00+01:00", "2026-11-13T00:00+01:00", "2026-11-20T00:00+01:00");
    assertThat(fires("0 0 * * 0", "2026-11-08T12:00", 1))
        .isEqualTo(fires("0 0 * * 7", "2026-11-08T12:00", 1))
        .containsExactly("2026-11-15T00:00+01:00");
  }

  @Test
  void five_fields_are_all_that_can_be_read() {
    for (String cron :
        new String[] {"", "@daily", "* * * *", "0 0 9 * * MON", "0 9 * * MON 2027"}) {
      assertThatThrownBy(() -> new Cron(cron, BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void every_hour_goes_by_the_time_that_passes() {
    assertThat(fires("15 * * * *", "2027-03-28T00:30", 2))
        .containsExactly("2027-03-28T01:15+01:00", "2027-03-28T03:15+02:00");
    assertThat(fires("15 * * * *", "2026-10-25T01:30", 3))
        .containsExactly(
            "2026-10-25T02:15+02:00", "2026-10-25T02:15+01:00", "2026-10-25T03:15+01:00");
  }

  @Test
  void a_day_that_never_comes_has_no_next_fire() {
    assertThat(new Cron("0 0 31 2 *", BERLIN).next(Instant.EPOCH)).isEmpty();
  }

  @Test
  void what_can_not_be_read_is_refused_with_a_reason() {
    assertThatThrownBy(() -> new Cron("61 * * * *", BERLIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("61");
  }

  @Test
  void missed_fires_are_made_up_for_as_was_asked() {
    long fire = Instant.parse("2026-11-21T00:00:00Z").toEpochMilli();
    long hour = 3_600_000;
    long late = fire + 3 * hour + 600_000;
    assertThat(hourly(MissedFires.ONCE).due(fire, late).fires()).containsExactly(fire + 3 * hour);
    assertThat(hourly(MissedFires.SKIP).due(fire, late).fires()).isEmpty();
    assertThat(hourly(MissedFires.ALL).due(fire, late).fires())
        .containsExactly(fire, fire + hour, fire + 2 * hour, fire + 3 * hour);
    assertThat(hourly(MissedFires.ALL).due(fire, late).next()).contains(fire + 4 * hour);
    assertThat(hourly(MissedFires.SKIP).due(fire, fire + 59_000).fires()).containsExactly(fire);
    assertThat(hourly(MissedFires.ALL).due(fire, fire + 1_000 * hour).fires()).hasSize(100);
  }

  @Test
  void after_years_the_latest_fires_are_found_at_once() {
    Definition minutely =
        new Definition("* * * * *", BERLIN, MissedFires.ALL, Envelope.of("report", ""));
    long now = Instant.parse("2026-11-21T10:00:30Z").toEpochMilli();
    List<Long> fires = minutely.due(60_000, now).fires();
    assertThat(fires).hasSize(100).isSorted().endsWith(now - 30_000);
    Definition rarely =
        new Definition("0 0 29 2 *", BERLIN, MissedFires.ONCE, Envelope.of("report", ""));
    assertThat(rarely.due(60_000, now).fires())
        .containsExactly(Instant.parse("2024-02-28T23:00:00Z").toEpochMilli());
    assertThat(rarely.due(60_000, now).next())
        .contains(Instant.parse("2028-02-28T23:00:00Z").toEpochMilli());
  }

  @Test
  void what_is_written_is_read() {
    assertThat(Definition.read(hourly(MissedFires.ALL).text())).isEqualTo(hourly(MissedFires.ALL));
  }

  private static Definition hourly(MissedFires missed) {
    return new Definition(
        "0 * * * *", ZoneId.of("UTC"), missed, Envelope.of("report", "{}\n").with('k', "5"));
  }
}
