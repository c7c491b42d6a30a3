/** The angle between initial and trained weights of any architecture; works on plain sums. */
@NullMarked
package io.absnas.core.angle;

import org.jspecify.annotations.NullMarked;
