/** From architecture parameters to genotypes: the rules of DARTS and P-DARTS, as pure functions. */
@NullMarked
package io.absnas.search.derive;

import org.jspecify.annotations.NullMarked;
