/**
 * Where does a developer or a test get a Redis from? A real server process on the loopback
 * interface, which ends with its owner. Never for production.
 */
@NullMarked
package io.buttress.embedded;

import org.jspecify.annotations.NullMarked;
