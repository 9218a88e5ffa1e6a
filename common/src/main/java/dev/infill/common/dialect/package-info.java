/**
 * SQL as text: one whole, named statement per purpose, and what a server's error codes mean.
 *
 * <p>Start at {@link dev.infill.common.dialect.Dialect}. An engine's package ({@code postgres},
 * {@code mysql}) implements it; {@code jdbc} binds and runs the statements. Nothing here opens a
 * connection. Only identifiers that the dialect quoted, types that the server named and expressions
 * that the plan checked become part of a text; everything else is bound.
 */
@NullMarked
package dev.infill.common.dialect;

import org.jspecify.annotations.NullMarked;
