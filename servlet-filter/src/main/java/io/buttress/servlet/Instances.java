package io.buttress.servlet;

/** Makes instances of the classes that settings name. */
final class Instances {
  private Instances() {}

  /**
   * An instance made by the class's constructor without parameters.
   *
   * @throws IllegalArgumentException if that is not possible; names the class
   */
  static Object of(Class<?> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "the class " + type.getName() + " needs a public constructor without parameters", e);
    }
  }
}
