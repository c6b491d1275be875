/** What the runtime of an application is made of. Nothing in here is for users. */
@NullMarked
package io.buttress.internal;

import org.jspecify.annotations.NullMarked;
