@NullMarked
package dev.hpk.submit;

import org.jspecify.annotations.NullMarked;
