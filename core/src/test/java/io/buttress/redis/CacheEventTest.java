package io.buttress.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.Purge;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CacheEventTest {
  @Property
  void any_message_is_read_without_an_exception(@ForAll String text, @ForAll String more) {
    assertThat(CacheEvent.parse(text)).isNotNull();
    assertThat(CacheEvent.parse("node p " + text + " " + more)).isNotNull();
    assertThat(CacheEvent.parse("node p 0 1" + text)).isNotNull();
    assertThat(CacheEvent.parse("node s id " + text)).isNotNull();
  }

  @Example
  void what_is_told_is_heard() {
    CacheEvent.Ended ended = new CacheEvent.Ended("node", "id");
    assertThat(CacheEvent.parse(ended.text())).isEqualTo(ended);
    CacheEvent.Stored stored = new CacheEvent.Stored("node", "id", 42);
    assertThat(CacheEvent.parse(stored.text())).isEqualTo(stored);
    assertThat(CacheEvent.parse(CacheEvent.Purged.beginning("node", 3) + "17 h* stbook"))
        .isEqualTo(
            new CacheEvent.Purged("node", 3, 17, List.of(Purge.hard("*"), Purge.soft("tbook"))));
  }
}
