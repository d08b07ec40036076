@NullMarked
package dev.hpk.server;

import org.jspecify.annotations.NullMarked;
