/** Experiments on NAS-Bench-201, where the accuracy of every architecture is known. */
@NullMarked
package io.absnas.shrink.nb201;

import org.jspecify.annotations.NullMarked;
