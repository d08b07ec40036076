/** An example of a scheduler plugin of one's own: Task Spooler, a queue for one machine. */
@NullMarked
package dev.hpk.examples.tsp;

import org.jspecify.annotations.NullMarked;
