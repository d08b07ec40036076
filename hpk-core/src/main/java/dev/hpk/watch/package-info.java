/** Watching jobs: the batch system's word, and the journal that the supervisors write. */
@NullMarked
package dev.hpk.watch;

import org.jspecify.annotations.NullMarked;
