package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** RFC 9111, 4.1; RFC 9110, 12.5.5. */
class VaryTest {
  private static Map<String, String> selecting(List<String> names, TestCall call) {
    return Vary.selecting(names, call::headers);
  }

  @Test
  void names_are_one_list_in_any_case_over_all_lines() {
    assertThat(Vary.names(List.of("Accept, ,ACCEPT-language", "accept")))
        .contains(List.of("accept", "accept-language"));
    assertThat(Vary.names(List.of())).contains(List.of());
  }

  @Test
  void must_match_nothing_with_an_asterisk_anywhere() {
    assertThat(Vary.names(List.of("*"))).isEmpty();
    assertThat(Vary.names(List.of("accept", "x, *"))).isEmpty();
  }

  @Test
  void must_tell_an_absent_field_from_an_empty_one() {
    List<String> names = List.of("x");
    assertThat(selecting(names, TestCall.get("/"))).isEmpty();
    assertThat(selecting(names, TestCall.get("/").with("X", ""))).containsEntry("x", "");
  }

  @Test
  void may_join_lines_and_drop_whitespace_between_members() {
    List<String> names = List.of("x");
    Map<String, String> one = selecting(names, TestCall.get("/").with("X", "1 ,  2"));
    assertThat(one).isEqualTo(selecting(names, TestCall.get("/").with("X", "1").with("X", "2")));
    assertThat(one).isNotEqualTo(selecting(names, TestCall.get("/").with("X", "2,1")));
    assertThat(one).isNotEqualTo(selecting(names, TestCall.get("/").with("X", "12")));
    assertThat(selecting(names, TestCall.get("/").with("X", "\"a, b\"")))
        .isNotEqualTo(selecting(names, TestCall.get("/").with("X", "\"a,b\"")));
  }

  @Test
  void may_ignore_case_only_where_the_field_does() {
    assertThat(
            selecting(
                List.of("accept-encoding"), TestCall.get("/").with("Accept-Encoding", "GZip")))
        .containsEntry("accept-encoding", "gzip");
    assertThat(selecting(List.of("x"), TestCall.get("/").with("X", "GZip")))
        .containsEntry("x", "GZip");
  }

  @Test // RFC 9110, 12.5.4
  void languages_of_one_weight_have_no_order_in_the_profile_that_goes_by_the_RFC() {
    assertThat(Languages.ordered(List.of("en;q=0.5, de, fr")))
        .isEqualTo(Languages.ordered(List.of("fr", "de, en;q=0.5")));
    assertThat(Languages.ordered(List.of("de, en;q=0.5")))
        .isNotEqualTo(Languages.ordered(List.of("en, de;q=0.5")));
    assertThat(Languages.ordered(List.of())).isEmpty();
  }

  @Property
  void no_input_throws(@ForAll List<String> lines, @ForAll String value) {
    List<String> names = Vary.names(lines).orElse(List.of());
    assertThat(selecting(names, TestCall.get("/").with("Accept", value))).isNotNull();
    assertThat(Languages.ordered(lines)).isNotNull();
  }
}
