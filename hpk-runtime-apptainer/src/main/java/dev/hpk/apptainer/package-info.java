/**
 * Container runtime plugin {@code apptainer}: pods run under Apptainer, in user namespaces, as the
 * user, without any daemon.
 */
@NullMarked
package dev.hpk.apptainer;

import org.jspecify.annotations.NullMarked;
