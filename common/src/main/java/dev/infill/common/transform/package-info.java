/**
 * Fill rules in Java, for values that no SQL expression gives.
 *
 * <p>Start at {@link dev.infill.common.transform.ColumnTransform}, which others implement and give
 * to the workers in a jar; {@link dev.infill.common.transform.Transforms} finds them. Nothing here
 * reads or writes a database: {@code jdbc} reads the sources, calls, and writes only where the
 * sources are still the same.
 */
@NullMarked
package dev.infill.common.transform;

import org.jspecify.annotations.NullMarked;
