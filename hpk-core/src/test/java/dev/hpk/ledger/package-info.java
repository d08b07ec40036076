@NullMarked
package dev.hpk.ledger;

import org.jspecify.annotations.NullMarked;
