/** How values are written: durations, sizes, and which known name an unknown one comes nearest. */
@NullMarked
package io.buttress.text;

import org.jspecify.annotations.NullMarked;
