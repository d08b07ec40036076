/** Submitting: images are made present, files are written, and the job is handed over. */
@NullMarked
package dev.hpk.submit;

import org.jspecify.annotations.NullMarked;
