package io.buttress.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestMarksTest {
  @Test
  void a_request_without_marks_was_counted_by_nobody_and_says_no_cost() {
    assertThat(RequestMarks.counted(null)).isEmpty();
    assertThat(RequestMarks.cost(null)).isEmpty();
  }

  @Test
  void policies_that_count_a_request_one_after_the_other_are_all_remembered() {
    Object first = RequestMarks.plusCounted(null, List.of("api"));
    Object second = RequestMarks.plusCounted(first, List.of("search", "api"));

    assertThat(RequestMarks.counted(second)).containsExactlyInAnyOrder("api", "search");
    assertThat(RequestMarks.counted(first)).containsExactly("api");
  }

  @Test
  void the_mark_is_of_types_that_every_class_loader_shares() {
    assertThat(RequestMarks.plusCounted(null, List.of("api"))).isEqualTo(Set.of("api"));
  }

  @Test
  void fields_that_are_lists_grow_from_edge_to_edge_and_the_others_are_replaced() {
    Object filter =
        RequestMarks.plusFields(
            null,
            List.of(new Field("RateLimit", "\"a\";r=1"), new Field("X-RateLimit-Limit", "5")));
    Object provider =
        RequestMarks.plusFields(
            filter,
            List.of(
                new Field("RateLimit", "\"b\";r=2"),
                new Field("RateLimit", "\"c\";r=3"),
                new Field("X-RateLimit-Limit", "9")));

    assertThat(provider)
        .isEqualTo(
            Map.of("RateLimit", "\"a\";r=1, \"b\";r=2, \"c\";r=3", "X-RateLimit-Limit", "9"));
  }

  @Test
  void something_else_in_the_place_of_a_mark_is_no_mark() {
    assertThat(RequestMarks.counted("api")).isEmpty();
    assertThat(RequestMarks.plusFields("api", List.of())).isEmpty();
    assertThat(RequestMarks.cost(List.of(1))).isEmpty();
    assertThat(RequestMarks.tags(1)).isEmpty();
    assertThat(RequestMarks.tags(null)).isEmpty();
  }

  @Test
  void a_cost_is_a_number_or_its_text() {
    assertThat(RequestMarks.cost(7)).hasValue(7);
    assertThat(RequestMarks.cost(7L)).hasValue(7);
    assertThat(RequestMarks.cost(" 7 ")).hasValue(7);
    assertThat(RequestMarks.cost(0)).hasValue(0);
  }

  @Test
  void what_is_no_cost_is_ignored() {
    assertThat(RequestMarks.cost(-1)).isEmpty();
    assertThat(RequestMarks.cost("-1")).isEmpty();
    assertThat(RequestMarks.cost("dear")).isEmpty();
    assertThat(RequestMarks.cost("99999999999999999999")).isEmpty();
  }
}
