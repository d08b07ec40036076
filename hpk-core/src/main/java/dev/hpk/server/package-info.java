/** The kubelet port: what the API server and its clients ask a node for. */
@NullMarked
package dev.hpk.server;

import org.jspecify.annotations.NullMarked;
