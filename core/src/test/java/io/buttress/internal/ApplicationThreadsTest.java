package io.buttress.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;

class ApplicationThreadsTest {
  private final ClassLoader loader = new ClassLoader(null) {};

  @Test
  void threads_are_the_containers_where_it_makes_any() {
    ThreadFactory container = task -> new Thread(task, "managed");
    Thread thread = ApplicationThreads.of("/shop", loader, name -> container).newThread(() -> {});
    assertThat(thread.getName()).isEqualTo("managed");
  }

  @Test
  void elsewhere_they_are_daemons_of_the_application() {
    ApplicationThreads threads =
        ApplicationThreads.of(
            "/shop",
            loader,
            name -> {
              throw new NamingException(name);
            });
    Thread thread = threads.newThread(() -> {});
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("buttress-cache /shop");
    assertThat(thread.getContextClassLoader()).isSameAs(loader);
  }

  @Test
  void something_else_under_the_name_is_no_factory() {
    Thread thread = ApplicationThreads.of("/shop", loader, name -> "x").newThread(() -> {});
    assertThat(thread.isDaemon()).isTrue();
  }
}
