package dev.infill.common.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An index on the table, built when the column is filled.
 *
 * @param name the index, unquoted; of the constraint too, where it is one
 * @param parts what it holds in order, at least one
 * @param include columns that it carries along, unquoted
 * @param method the access method, such as {@code btree}
 * @param where a boolean SQL expression; only rows for which it holds stand in the index
 * @param unique whether two rows may not hold the same values
 * @param nullsNotDistinct whether NULLs count as the same value
 * @param constraint whether it becomes a UNIQUE constraint
 */
public record IndexSpec(
    String name,
    List<IndexPart> parts,
    List<String> include,
    String method,
    Optional<String> where,
    boolean unique,
    boolean nullsNotDistinct,
    boolean constraint) {
  /** What an index is unless its spec says otherwise. */
  public static final String BTREE = "btree";

  public IndexSpec {
    parts = List.copyOf(parts);
    include = List.copyOf(include);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("an index holds at least one column: " + name);
    }
    if (!unique && (nullsNotDistinct || constraint)) {
      throw new IllegalArgumentException("only a unique index can be that: " + name);
    }
  }

  /** An index on columns, as most are. */
  public IndexSpec(String name, List<String> columns, boolean unique) {
    this(
        name,
        columns.stream().map(IndexPart::column).toList(),
        List.of(),
        BTREE,
        Optional.empty(),
        unique,
        false,
        false);
  }

  /** The columns it names, those it includes last; what its expressions name is not among them. */
  public List<String> columns() {
    return Stream.concat(parts.stream().flatMap(part -> part.column().stream()), include.stream())
        .toList();
  }

  /** The same under another name. */
  public IndexSpec named(String other) {
    return new IndexSpec(
        other, parts, include, method, where, unique, nullsNotDistinct, constraint);
  }
}
