@NullMarked
package dev.hpk.stream;

import org.jspecify.annotations.NullMarked;
