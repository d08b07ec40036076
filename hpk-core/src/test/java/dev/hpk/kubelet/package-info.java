@NullMarked
package dev.hpk.kubelet;

import org.jspecify.annotations.NullMarked;
