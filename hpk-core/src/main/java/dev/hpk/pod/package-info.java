/** The life of a pod: what is decided about it, and who carries that out. */
@NullMarked
package dev.hpk.pod;

import org.jspecify.annotations.NullMarked;
