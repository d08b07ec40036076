/**
 * Translating: a pod with everything it names becomes a job. Pure: nothing here knows a client, a
 * clock, a file or a process; the supervisor's text is read from the class path when the class is
 * loaded.
 */
@NullMarked
package dev.hpk.translate;

import org.jspecify.annotations.NullMarked;
