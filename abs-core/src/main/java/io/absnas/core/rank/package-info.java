/** How far two orders of the same things agree: rank correlations, intervals, overlaps. */
@NullMarked
package io.absnas.core.rank;

import org.jspecify.annotations.NullMarked;
