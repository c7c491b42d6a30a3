/** The self-contained HTML report of a run: pages, tables and SVG charts without scripts. */
@NullMarked
package io.absnas.cli.report;

import org.jspecify.annotations.NullMarked;
