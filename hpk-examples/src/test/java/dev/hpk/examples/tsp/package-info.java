@NullMarked
package dev.hpk.examples.tsp;

import org.jspecify.annotations.NullMarked;
