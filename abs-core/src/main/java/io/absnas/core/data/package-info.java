/** Images and labels: readers, the shipped data set, splits, augmentation and batch loading. */
@NullMarked
package io.absnas.core.data;

import org.jspecify.annotations.NullMarked;
