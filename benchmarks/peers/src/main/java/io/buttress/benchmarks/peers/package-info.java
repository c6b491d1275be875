/** Other limiters, behind types of the JDK. */
@NullMarked
package io.buttress.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
