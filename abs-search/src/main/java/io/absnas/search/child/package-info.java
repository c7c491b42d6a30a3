/** The evaluation of one child of a supernet, as a job. */
@NullMarked
package io.absnas.search.child;

import org.jspecify.annotations.NullMarked;
