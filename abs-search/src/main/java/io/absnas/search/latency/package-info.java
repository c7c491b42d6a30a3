/** Latencies of the ops of a space: measured, kept in a table, checked on whole networks. */
@NullMarked
package io.absnas.search.latency;

import org.jspecify.annotations.NullMarked;
