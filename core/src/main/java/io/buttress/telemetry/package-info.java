/** What happened? Events and counters that cost next to nothing and that adapters read. */
@NullMarked
package io.buttress.telemetry;

import org.jspecify.annotations.NullMarked;
