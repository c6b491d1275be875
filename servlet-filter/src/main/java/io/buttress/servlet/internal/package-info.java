/** How the filters do their work. Not for users. */
@NullMarked
package io.buttress.servlet.internal;

import org.jspecify.annotations.NullMarked;
