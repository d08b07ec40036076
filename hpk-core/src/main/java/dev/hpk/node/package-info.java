/** The node that stands for the whole cluster: its object, its lease, its conditions. */
@NullMarked
package dev.hpk.node;

import org.jspecify.annotations.NullMarked;
