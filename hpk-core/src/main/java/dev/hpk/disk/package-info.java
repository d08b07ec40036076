/** The path book: every name below the work directory is made here and nowhere else. */
@NullMarked
package dev.hpk.disk;

import org.jspecify.annotations.NullMarked;
