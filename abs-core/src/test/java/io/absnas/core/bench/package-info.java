/** What {@code scripts/bench} runs on this toolkit's side: workers of a comparison, JMH. */
@NullMarked
package io.absnas.core.bench;

import org.jspecify.annotations.NullMarked;
