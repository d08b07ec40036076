package dev.hpk.resolve;

import org.jspecify.annotations.Nullable;

/**
 * Something that the pod's owner should know although the pod goes on: an event of type Warning.
 *
 * @param reason the event's reason, such as {@code InvalidEnvironmentVariableNames}
 * @param message the event's message
 * @param container the container that it concerns; null when it concerns the pod
 */
public record ResolveWarning(String reason, String message, @Nullable String container) {}
