/** Work that is handed in, done somewhere and collected: one interface for every back end. */
@NullMarked
package io.absnas.core.jobs;

import org.jspecify.annotations.NullMarked;
