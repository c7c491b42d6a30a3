/** Shrinking search spaces by angle (arXiv 2004.13431). */
@NullMarked
package io.absnas.shrink;

import org.jspecify.annotations.NullMarked;
