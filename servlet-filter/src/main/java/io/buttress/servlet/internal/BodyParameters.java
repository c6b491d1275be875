package io.buttress.servlet.internal;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a body that was read ahead means for the parameters of its request. By default the container
 * knows them all.
 */
interface BodyParameters {
  BodyParameters NONE = new BodyParameters() {};

  /** The values of a name; null if there are none. */
  default String @Nullable [] values(@Nullable String name, KnownParameters known) {
    return known.values(name);
  }

  /** All names, in the order in which the container would tell them. */
  default Enumeration<String> names(KnownParameters known) {
    return Collections.enumeration(known.names());
  }

  /** All values, in the order in which the container would tell them. */
  default Map<String, String[]> all(KnownParameters known) {
    return known.all();
  }
}
