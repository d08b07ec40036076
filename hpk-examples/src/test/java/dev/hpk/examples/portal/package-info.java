@NullMarked
package dev.hpk.examples.portal;

import org.jspecify.annotations.NullMarked;
