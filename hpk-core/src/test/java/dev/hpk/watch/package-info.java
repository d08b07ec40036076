@NullMarked
package dev.hpk.watch;

import org.jspecify.annotations.NullMarked;
