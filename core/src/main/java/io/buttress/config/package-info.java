/**
 * Properties to settings: reads everything under {@code buttress.} into checked records, and lists
 * every mistake at once.
 */
@NullMarked
package io.buttress.config;

import org.jspecify.annotations.NullMarked;
