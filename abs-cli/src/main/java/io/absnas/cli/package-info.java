/** The command line. */
@NullMarked
package io.absnas.cli;

import org.jspecify.annotations.NullMarked;
