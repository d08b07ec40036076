/**
 * The service provider interface of HPK: what a plugin implements and what it may use.
 *
 * <p>Three kinds of plugin exist, one for each question that a kubelet in front of a batch system
 * cannot answer by itself:
 *
 * <ul>
 *   <li>{@link dev.hpk.api.PodTranslator}: how does a pod become a job script? It is pure.
 *   <li>{@link dev.hpk.api.ContainerRuntime}: which command starts a container? It describes.
 *   <li>{@link dev.hpk.api.BatchScheduler}: how is a job submitted, watched, cancelled? It acts.
 * </ul>
 *
 * <p>Each is made by a factory with a name ({@link dev.hpk.api.PluginFactory}). Factories are found
 * by {@link java.util.ServiceLoader} (annotate them with {@code @AutoService}) or handed to the
 * kubelet's builder as instances; both take the same way through the same checks.
 */
@NullMarked
package dev.hpk.api;

import org.jspecify.annotations.NullMarked;
