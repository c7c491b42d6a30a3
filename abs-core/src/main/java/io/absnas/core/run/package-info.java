/**
 * Runs: directories, provenance, metrics, progress, configuration files, random streams, errors.
 */
@NullMarked
package io.absnas.core.run;

import org.jspecify.annotations.NullMarked;
