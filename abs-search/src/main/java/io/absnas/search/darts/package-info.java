/** Searches by architecture parameters: DARTS and P-DARTS, on full and shrunk spaces. */
@NullMarked
package io.absnas.search.darts;

import org.jspecify.annotations.NullMarked;
