/**
 * For those who write a {@link dev.hpk.api.BatchScheduler}, and for those who test something that
 * uses one: the contract that every scheduler must pass, and fakes.
 */
@NullMarked
package dev.hpk.testkit.scheduler;

import org.jspecify.annotations.NullMarked;
