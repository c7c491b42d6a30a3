/**
 * What {@code abs doctor} looks at: each check is a value with a status, made by a pure function
 * where it can be.
 */
@NullMarked
package io.absnas.cli.doctor;

import org.jspecify.annotations.NullMarked;
