@NullMarked
package dev.hpk.plugin;

import org.jspecify.annotations.NullMarked;
