package dev.infill.common.jdbc;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.TransformRule;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.transform.ColumnTransform;
import dev.infill.common.transform.Transforms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls the transforms of a fill. Safe for all threads, as they are. */
final class Computation {
  private final ColumnFill fill;
  private final String where;
  private final Map<FilledColumn, ColumnTransform> transforms = new LinkedHashMap<>();

  /**
   * @throws ShardFailure PERMANENT when this process does not have one of them
   */
  Computation(ColumnFill fill, ShardAddress shard, Transforms known) throws ShardFailure {
    this.fill = fill;
    this.where = fill.table() + " on shard " + shard.id();
    for (FilledColumn column : fill.transformed()) {
      String name = column.transform().orElseThrow().name();
      var transform = known.find(name);
      if (transform.isEmpty()) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.transform-missing",
            "this worker does not have the transform %s for the column %s of %s; give its jar to every worker, with --transforms"
                .formatted(name, column.name(), where));
      }
      transforms.put(column, transform.get());
    }
  }

  ColumnFill fill() {
    return fill;
  }

  String where() {
    return where;
  }

  /**
   * The values of some rows, an array for each column that a transform fills.
   *
   * @param rows the values of {@link ColumnFill#sources}
   * @throws ShardFailure a {@link ShardFailure#badRow} when a value can't be computed
   */
  List<List<@Nullable String>> of(List<List<Optional<String>>> rows) throws ShardFailure {
    var columns = new ArrayList<List<@Nullable String>>();
    for (var entry : transforms.entrySet()) {
      var values = call(entry.getKey(), entry.getValue(), rows);
      var column = new ArrayList<@Nullable String>(values.size());
      values.forEach(value -> column.add(value.orElse(null)));
      columns.add(column);
    }
    return columns;
  }

  private List<Optional<String>> call(
      FilledColumn column, ColumnTransform transform, List<List<Optional<String>>> rows)
      throws ShardFailure {
    TransformRule rule = column.transform().orElseThrow();
    var places = rule.sources().stream().map(fill.sources()::indexOf).toList();
    List<List<Optional<String>>> given =
        rows.stream().map(row -> places.stream().map(row::get).toList()).toList();
    List<Optional<String>> values;
    try {
      values = transform.values(given);
    } catch (RuntimeException e) {
      // Its message may hold what the row holds, so neither it nor the exception is passed on.
      throw new ShardFailure(
          FailureKind.PERMANENT,
          ShardFailure.TRANSFORM_FAILED,
          "the transform %s can't compute %s of %s: it threw %s"
              .formatted(rule.name(), column.name(), where, e.getClass().getName()));
    }
    if (values.size() != rows.size()) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.transform-broken",
          "the transform %s gave %d values for %d rows of %s"
              .formatted(rule.name(), values.size(), rows.size(), where));
    }
    return values;
  }
}
