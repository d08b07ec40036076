/**
 * For whoever writes a {@link dev.hpk.api.PodTranslator}: the contract that it must pass, {@link
 * dev.hpk.testkit.translator.PodTranslatorContract}, and a container runtime that is only words.
 */
@NullMarked
package dev.hpk.testkit.translator;

import org.jspecify.annotations.NullMarked;
