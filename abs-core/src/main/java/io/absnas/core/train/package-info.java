/** Training of supernets and networks: paths, loss, optimiser, schedules, one loop, evaluation. */
@NullMarked
package io.absnas.core.train;

import org.jspecify.annotations.NullMarked;
