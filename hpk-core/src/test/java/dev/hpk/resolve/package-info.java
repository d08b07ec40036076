/** Tests of the verb resolve. */
@NullMarked
package dev.hpk.resolve;

import org.jspecify.annotations.NullMarked;
