package io.buttress.config;

/**
 * A module that has settings of its own under {@code buttress.}, found by {@link
 * java.util.ServiceLoader}: so core knows their names, and tells their mistakes with all others
 * when the application is deployed. The module reads them by {@code Buttress.settings}.
 */
public interface FeatureSource {
  /** What can be set. */
  Feature feature();

  /**
   * Looks for what single values can't show, and notes it with {@link Group#note}. Single values
   * have been checked.
   */
  default void check(FeatureSettings settings) {}
}
