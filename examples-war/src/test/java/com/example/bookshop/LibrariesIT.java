package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.bookshop.server.BookshopWar;
import org.junit.jupiter.api.Test;

/** What Buttress brings into a WAR: a server, or another library, may have the same. */
class LibrariesIT {
  @Test
  void are_few_and_all_of_them_are_needed() {
    assertThat(BookshopWar.withTestRedis().getContent().keySet())
        .extracting(path -> path.get())
        .filteredOn(path -> path.startsWith("/WEB-INF/lib/") && path.endsWith(".jar"))
        .extracting(path -> path.replaceFirst("/WEB-INF/lib/(.*?)-[0-9].*", "$1"))
        .filteredOn(name -> !name.startsWith("buttress-"))
        .containsExactlyInAnyOrder(
            "caffeine",
            "commons-pool2",
            "cron-utils",
            "jedis",
            "jspecify",
            "redis-authx-core",
            "resilience4j-circuitbreaker",
            "resilience4j-core",
            "slf4j-api",
            "structured-fields");
  }
}
