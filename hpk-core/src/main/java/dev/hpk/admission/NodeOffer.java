package dev.hpk.admission;

import dev.hpk.api.job.Resources;
import org.jspecify.annotations.Nullable;

/**
 * What one pod may use at most, and what is in use already.
 *
 * @param capacity as extended resources it also has {@code ephemeral-storage}; null where it does
 *     not count
 * @param used what pods that were admitted ask for; nothing where only the capacity counts
 * @param pods how many pods may be there; 0 means any number
 * @param usedPods how many are
 */
public record NodeOffer(@Nullable Resources capacity, Resources used, long pods, long usedPods) {}
