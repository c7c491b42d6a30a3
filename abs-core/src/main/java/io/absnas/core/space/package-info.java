/** Search spaces as data: choices, candidate ops, architectures, and their text forms. */
@NullMarked
package io.absnas.core.space;

import org.jspecify.annotations.NullMarked;
