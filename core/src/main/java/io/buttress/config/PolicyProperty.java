package io.buttress.config;

import java.util.Optional;

/**
 * A property of a policy, taken apart. A policy's name may have dots, as may a role's or a key's:
 * so it is known by what stands behind it.
 *
 * @param policy the policy's name
 * @param setting the setting's name
 * @param entry the role or key of a setting that has entries; else empty
 */
record PolicyProperty(String policy, String setting, String entry) {
  /** The longest policy name. */
  static final int LONGEST = 128;

  /**
   * Takes a name apart.
   *
   * @param name without the feature's prefix
   * @return empty if no setting of a policy is called so
   */
  static Optional<PolicyProperty> parse(Feature feature, String name) {
    for (String setting : feature.maps()) {
      String infix = "." + setting + ".";
      int at = name.indexOf(infix);
      if (at > 0 && name.length() > at + infix.length()) {
        String entry = name.substring(at + infix.length());
        return Optional.of(new PolicyProperty(name.substring(0, at), setting, entry));
      }
    }
    int dot = name.lastIndexOf('.');
    String last = name.substring(dot + 1);
    boolean known = feature.ofPolicy().stream().anyMatch(setting -> setting.name().equals(last));
    return dot > 0 && known
        ? Optional.of(new PolicyProperty(name.substring(0, dot), last, ""))
        : Optional.empty();
  }

  boolean hasValidPolicyName() {
    return isValidPolicyName(policy);
  }

  static boolean isValidPolicyName(String name) {
    return name.length() <= LONGEST && name.matches("[A-Za-z0-9_.#-]+");
  }
}
