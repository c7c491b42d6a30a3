/** Single images: decoding files, cropping, resizing. Knows no data set. */
@NullMarked
package io.absnas.core.image;

import org.jspecify.annotations.NullMarked;
