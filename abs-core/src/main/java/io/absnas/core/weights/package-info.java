/** Named tensors on the host and the files that hold them; needs no engine. */
@NullMarked
package io.absnas.core.weights;

import org.jspecify.annotations.NullMarked;
