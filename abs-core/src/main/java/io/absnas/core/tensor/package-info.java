/** Everything that has to know the engine: devices, memory scopes, operations, host copies. */
@NullMarked
package io.absnas.core.tensor;

import org.jspecify.annotations.NullMarked;
