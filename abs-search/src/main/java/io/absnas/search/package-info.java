/** Search algorithms on full or shrunk spaces. */
@NullMarked
package io.absnas.search;

import org.jspecify.annotations.NullMarked;
