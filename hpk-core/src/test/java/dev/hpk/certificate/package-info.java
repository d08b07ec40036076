@NullMarked
package dev.hpk.certificate;

import org.jspecify.annotations.NullMarked;
