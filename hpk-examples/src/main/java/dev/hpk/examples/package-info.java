/** HPK's command line, and small programs that show how the library is used. */
@NullMarked
package dev.hpk.examples;

import org.jspecify.annotations.NullMarked;
