@NullMarked
package dev.hpk.access;

import org.jspecify.annotations.NullMarked;
