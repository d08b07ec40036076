/**
 * Resolving: everything that a pod names is read, so that translating needs nothing but its input.
 * The only place that reads ConfigMaps, Secrets, Services and tokens.
 */
@NullMarked
package dev.hpk.resolve;

import org.jspecify.annotations.NullMarked;
