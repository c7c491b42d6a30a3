/** How far two orders of the same things agree: rank correlations, intervals, overlaps. */
@NullMarked
package io.absnas.shrink.rank;

import org.jspecify.annotations.NullMarked;
