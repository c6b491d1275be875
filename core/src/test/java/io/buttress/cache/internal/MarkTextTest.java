package io.buttress.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.Mark;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MarkTextTest {
  @Property
  void every_mark_becomes_a_short_visible_word(@ForAll String mark) {
    assertThat(MarkText.of(mark)).matches("[!-~]{1,32}");
  }

  @Property
  void different_marks_stay_different(@ForAll String one, @ForAll String other) {
    assertThat(MarkText.of(one).equals(MarkText.of(other))).isEqualTo(one.equals(other));
  }

  @Example
  void what_is_short_and_visible_stays_as_it_is() {
    assertThat(MarkText.of(List.of(Mark.tag("book-1"), Mark.EVERYTHING)))
        .containsExactly("*", "tbook-1");
    assertThat(MarkText.of("#x")).doesNotContain("#x");
  }
}
