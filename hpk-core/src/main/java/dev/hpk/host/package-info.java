/** The runtime {@code host}: a container is a process without an image, for trying out. */
@NullMarked
package dev.hpk.host;

import org.jspecify.annotations.NullMarked;
