/**
 * The records that a {@link dev.hpk.api.PodTranslator} is given: a pod with everything it names.
 */
@NullMarked
package dev.hpk.api.pod;

import org.jspecify.annotations.NullMarked;
