/**
 * What the container calls: the extension that finds handlers, and the bean that starts and stops
 * the pollers. Not for users: it can change at any time.
 */
@NullMarked
package io.buttress.jobs.ejb;

import org.jspecify.annotations.NullMarked;
