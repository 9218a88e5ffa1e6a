package dev.infill.common.transform;

import java.util.List;
import java.util.Optional;

/**
 * Computes a column's value in the worker from other columns of the same row. Found by {@link
 * java.util.ServiceLoader}: its class is named in {@code
 * META-INF/services/dev.infill.common.transform.ColumnTransform}, has a public constructor without
 * parameters, and is in a jar that every worker is given with {@code --transforms}.
 *
 * <p>For {@code sync: derived} the same sources must always give the same value, in every worker
 * and in every run: the value is computed again to check it, and a row that comes out differently
 * is written again. For {@code sync: initial} it need not.
 *
 * <p>One instance serves all threads at once. It should not wait for anything outside the process:
 * a chunk of rows waits with it.
 */
public interface ColumnTransform {
  /** The name by which a spec asks for it. Each worker has at most one of a name. */
  String name();

  /**
   * Computes a batch.
   *
   * <p>Texts are what the server prints for a value in a session with time zone UTC, ISO dates and
   * bytes in hex; each value goes back as a text that the column's type reads. An empty one is
   * NULL.
   *
   * @param rows at least one and at most 50,000, each with the values of the spec's sources in
   *     their order
   * @return as many values as rows, in their order
   * @throws RuntimeException when a row's value can't be computed. The batch is then cut until the
   *     row is alone; it is put aside with its key and the exception's class, never its message,
   *     which might tell what the row holds.
   */
  List<Optional<String>> values(List<List<Optional<String>>> rows);
}
