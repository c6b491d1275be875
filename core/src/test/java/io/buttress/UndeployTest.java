package io.buttress;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After an undeploy nothing is left: no thread, no MBean, no class. */
class UndeployTest {
  @ParameterizedTest
  @ValueSource(strings = {"ends", "fails"})
  void nothing_is_left_of_a_deployment_that(String scenario) throws Exception {
    Undeployment.of(scenario);
  }
}
