/** Stand-alone networks: training from scratch and evaluation. */
@NullMarked
package io.absnas.train;

import org.jspecify.annotations.NullMarked;
