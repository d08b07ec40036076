/** Tests of the runtime {@code host}. */
@NullMarked
package dev.hpk.host;

import org.jspecify.annotations.NullMarked;
