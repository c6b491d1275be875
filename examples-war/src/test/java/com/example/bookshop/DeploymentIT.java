package com.example.bookshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.bookshop.server.BookshopWar;
import com.example.bookshop.server.Customer;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is wrong with the settings is told at deployment, not to the first customer. */
@ExtendWith(ArquillianExtension.class)
class DeploymentIT {
  @ArquillianResource private Deployer deployer;

  @Deployment(name = "mistaken", managed = false, testable = false)
  static WebArchive bookshop() {
    return BookshopWar.withMistake();
  }

  @Test
  void a_mistake_in_the_settings_stops_the_deployment() {
    assertThatThrownBy(() -> deployer.deploy("mistaken")).isNotNull();
    assertThat(Customer.at("198.51.100.49").get("/ping").status()).isEqualTo(404);
  }

  @Deployment(name = "complete", managed = false, testable = false)
  static WebArchive bookshopWithoutFragments() {
    return BookshopWar.withMistakeAndCompleteMetadata();
  }

  @Test
  void nor_is_it_overlooked_where_the_application_takes_no_fragments() {
    assertThatThrownBy(() -> deployer.deploy("complete")).isNotNull();
  }
}
