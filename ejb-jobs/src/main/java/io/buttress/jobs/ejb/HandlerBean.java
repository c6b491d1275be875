package io.buttress.jobs.ejb;

import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import org.jspecify.annotations.Nullable;

/**
 * The bean whose method does jobs. Where the container gives out a proxy that finds the right
 * instance for each call, one of these does for all jobs: to make one takes longer than to call it.
 */
final class HandlerBean {
  private final BeanManager beans;
  private final Bean<?> bean;
  private final boolean isPooled;
  // Null until the first job, and for beans of which each job gets an instance of its own.
  private volatile @Nullable Object proxy;

  /** What is done with the bean. */
  @FunctionalInterface
  interface Work {
    @Nullable Object with(Object instance) throws Exception;
  }

  /**
   * @param isPooled whether it is an EJB whose instances the container shares out call by call
   */
  HandlerBean(BeanManager beans, Bean<?> bean, boolean isPooled) {
    this.beans = beans;
    this.bean = bean;
    this.isPooled = isPooled;
  }

  @Nullable Object call(Work work) throws Exception {
    Object known = proxy;
    if (known != null) {
      return work.with(known);
    }
    CreationalContext<?> creation = beans.createCreationalContext(null);
    Object instance = beans.getReference(bean, bean.getBeanClass(), creation);
    if (isPooled || beans.isNormalScope(bean.getScope())) {
      // Two at once do no harm. There is nothing to be released of a proxy.
      proxy = instance;
      return work.with(instance);
    }
    try {
      return work.with(instance);
    } finally {
      creation.release();
    }
  }
}
