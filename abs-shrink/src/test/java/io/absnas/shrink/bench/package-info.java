/** What the scripts in {@code scripts/bench} run of this module. */
@NullMarked
package io.absnas.shrink.bench;

import org.jspecify.annotations.NullMarked;
