/** What architectures cost, counted from formulas, and which FLOPs windows a space can meet. */
@NullMarked
package io.absnas.core.flops;

import org.jspecify.annotations.NullMarked;
