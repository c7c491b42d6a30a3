/** What a run will take: arithmetic on measurements, which are made elsewhere. */
@NullMarked
package io.absnas.core.estimate;

import org.jspecify.annotations.NullMarked;
