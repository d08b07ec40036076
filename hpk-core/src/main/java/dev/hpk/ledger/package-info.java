/** The ledger: which pod is which job, written before the deed and after it. */
@NullMarked
package dev.hpk.ledger;

import org.jspecify.annotations.NullMarked;
