/** An example: a page that shows the pods of an embedded kubelet and their jobs. */
@NullMarked
package dev.hpk.examples.portal;

import org.jspecify.annotations.NullMarked;
