/**
 * The scheduler {@code slurm}: Slurm by its command line. One class for each command, with its
 * arguments and the parser of its output side by side.
 */
@NullMarked
package dev.hpk.slurm;

import org.jspecify.annotations.NullMarked;
