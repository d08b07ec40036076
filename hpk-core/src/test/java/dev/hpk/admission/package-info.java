/** Tests of the admission. */
@NullMarked
package dev.hpk.admission;

import org.jspecify.annotations.NullMarked;
