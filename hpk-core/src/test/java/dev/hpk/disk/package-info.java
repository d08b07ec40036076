@NullMarked
package dev.hpk.disk;

import org.jspecify.annotations.NullMarked;
