package io.buttress.jobs.ejb;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Gives each job a CDI request context of its own, unless there is one. */
final class RequestScope {
  private final BeanManager beans;
  // To find out which bean that is takes longer than all that is done with it.
  private volatile @Nullable Instance<RequestContextController> controllers;

  RequestScope(BeanManager beans) {
    this.beans = beans;
  }

  @Nullable Object call(Callable<@Nullable Object> body) throws Exception {
    Instance<RequestContextController> known = controllers();
    RequestContextController controller = known.get();
    boolean activated = controller.activate();
    try {
      return body.call();
    } finally {
      if (activated) {
        controller.deactivate();
      }
      known.destroy(controller);
    }
  }

  private Instance<RequestContextController> controllers() {
    Instance<RequestContextController> known = controllers;
    if (known == null) {
      known = beans.createInstance().select(RequestContextController.class);
      controllers = known;
    }
    return known;
  }
}
