@NullMarked
package dev.hpk.process;

import org.jspecify.annotations.NullMarked;
