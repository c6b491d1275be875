/** Measures Buttress beside what one would use instead: {@code ./benchmarks/run}. */
@NullMarked
package io.buttress.benchmarks;

import org.jspecify.annotations.NullMarked;
