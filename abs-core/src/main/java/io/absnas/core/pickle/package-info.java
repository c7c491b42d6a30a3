/**
 * Reads Python's pickles without executing anything: a closed set of opcodes and of values, and
 * whatever classes the caller interprets itself.
 */
@NullMarked
package io.absnas.core.pickle;

import org.jspecify.annotations.NullMarked;
