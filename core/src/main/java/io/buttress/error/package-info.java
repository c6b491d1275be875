/** What is thrown when something is broken. */
@org.jspecify.annotations.NullMarked
package io.buttress.error;
