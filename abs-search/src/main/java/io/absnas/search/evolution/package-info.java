/** Evolutionary search as pure functions of what has been evaluated so far. */
@NullMarked
package io.absnas.search.evolution;

import org.jspecify.annotations.NullMarked;
