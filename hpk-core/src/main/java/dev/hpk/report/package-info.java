/** Reporting: what is known of a pod becomes its status and its events. */
@NullMarked
package dev.hpk.report;

import org.jspecify.annotations.NullMarked;
