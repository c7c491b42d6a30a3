/** Layers and networks over engine arrays, with parameters named as the reference's state dict. */
@NullMarked
package io.absnas.core.nn;

import org.jspecify.annotations.NullMarked;
