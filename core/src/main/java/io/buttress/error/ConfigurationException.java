package io.buttress.error;

import java.util.List;

/** The settings have mistakes; the message lists every one of them, a line each. */
public final class ConfigurationException extends ButtressException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> mistakes;

  /**
   * @param mistakes at least one; each names the property, its value and source, and what is
   *     allowed
   */
  public ConfigurationException(List<String> mistakes) {
    super(
        "Buttress can't start: "
            + mistakes.size()
            + (mistakes.size() == 1 ? " mistake" : " mistakes")
            + " in its settings\n  - "
            + String.join("\n  - ", mistakes));
    this.mistakes = List.copyOf(mistakes);
  }

  /** The mistakes, one a line of the message. */
  public List<String> mistakes() {
    return mistakes;
  }
}
