@NullMarked
package dev.hpk.pod;

import org.jspecify.annotations.NullMarked;
