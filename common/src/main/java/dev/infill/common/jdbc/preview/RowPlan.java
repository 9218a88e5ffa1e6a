package dev.infill.common.jdbc.preview;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import dev.infill.common.plan.Effect;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.shard.PlannedShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The statements over rows, one of each kind; they come from the dialect that workers use. */
final class RowPlan {
  private static final String FILL = "Backfilling";
  private static final String CHECK = "Reconciling";
  private final RowTexts texts;
  private final PlannedShard shard;
  private final RowStatements statements;
  private final KeyRange range;
  private final Optional<TransformStatements> computed;
  private final long lockTimeout;

  /**
   * @param lockTimeout the longest wait for a row's lock, in milliseconds
   */
  RowPlan(RowTexts texts, PlannedShard shard, long lockTimeout) {
    this.texts = texts;
    this.shard = shard;
    var fill = shard.plan().fill();
    this.statements = texts.dialect().rows(fill);
    this.computed =
        fill.transformed().isEmpty() ? Optional.empty() : texts.dialect().transformed(fill);
    this.lockTimeout = lockTimeout;
    // Only which ends a range has decides on the statement.
    var any = Optional.of(new Key(shard.plan().fill().key().stream().map(k -> "").toList()));
    this.range = new KeyRange(any, any);
  }

  /** Those of the steps and these, which stand where their phase begins. */
  List<PlannedStatement> among(List<PlannedStatement> steps) {
    var before = List.of("Expanding", "Capturing");
    var all = new ArrayList<PlannedStatement>();
    steps.stream().filter(step -> before.contains(step.phase())).forEach(all::add);
    all.addAll(backfilling());
    all.addAll(reconciling());
    steps.stream().filter(step -> !before.contains(step.phase())).forEach(all::add);
    return all;
  }

  private List<PlannedStatement> backfilling() {
    var limits = shard.spec().limits();
    var all = new ArrayList<PlannedStatement>();
    all.add(of(FILL, "ends a range of %,d rows", limits.rangeRows(), cut(), texts.read(), 0));
    all.add(of(FILL, "ends a chunk", 0, statements.rangeEnd(range), texts.read(), 0));
    if (computed.isPresent()) {
      var java = computed.get();
      all.add(of(FILL, "reads a chunk for the transforms", 0, java.read(range), texts.read(), 0));
      all.add(
          of(
              FILL,
              "writes what they computed",
              0,
              java.write(false, false),
              texts.write(),
              lockTimeout));
      all.add(of(FILL, "reads what the application changes", 0, java.readRows(), texts.read(), 0));
    } else {
      long target = limits.chunkTarget().toMillis();
      var fill = statements.fill(range, false);
      all.add(of(FILL, "fills a chunk, in about %,d ms", target, fill, texts.write(), lockTimeout));
      var around =
          statements
              .lockedFirst()
              .map(first -> together(first.lockRange(range), first.write(1)))
              .orElseGet(() -> statements.fillUnlocked(range, false));
      all.add(of(FILL, "fills a chunk around rows that are locked", 0, around, texts.around(), 0));
    }
    all.add(
        of(
            FILL,
            "dual-writes what the application changes, until the release",
            0,
            single(),
            texts.single(),
            lockTimeout));
    shard.plan().fill().lookups().forEach(lookup -> all.add(dependents(lookup)));
    return all;
  }

  private List<PlannedStatement> reconciling() {
    var check = computed.map(java -> java.read(range)).orElseGet(() -> statements.check(range));
    return List.of(
        of(CHECK, "checks a range", 0, check, texts.read(), 0),
        of(CHECK, "repairs rows that differ", 0, single(), texts.single(), lockTimeout));
  }

  private PlannedStatement dependents(Lookup lookup) {
    var sql = statements.dependents(lookup, false).orElseThrow();
    var names = new ArrayList<String>();
    for (Param param : sql.params()) {
      if (param == Param.KEYS) {
        lookup.columns().forEach(column -> names.add(plain("changed", column.name())));
      } else {
        names.add(param == Param.LIMIT ? "rows" : "changed");
      }
    }
    return new PlannedStatement(
        FILL,
        "finds the rows that depend on what changes in %s, until the release"
            .formatted(lookup.table()),
        texts.readable(sql.text(), names),
        texts.dependents(),
        0,
        0,
        0);
  }

  private Sql single() {
    return computed
        .map(java -> java.write(false, false))
        .or(
            () ->
                statements
                    .lockedFirst()
                    .map(first -> together(first.lockRows(false), first.write(1))))
        .orElseGet(() -> statements.write(false));
  }

  private static Sql together(Sql first, Sql then) {
    var params = new ArrayList<>(first.params());
    params.addAll(then.params());
    return new Sql(first.text().strip() + ";\n" + then.text(), params, 0, true);
  }

  private Sql cut() {
    return statements.rangeEnd(new KeyRange(range.after(), Optional.empty()));
  }

  private PlannedStatement of(
      String phase, String purpose, long number, Sql sql, Effect effect, long timeoutMillis) {
    // What is one transaction is told as one.
    var one = sql.transaction() ? sql : sql.counting();
    return new PlannedStatement(
        phase,
        String.format(Locale.ROOT, purpose, number),
        texts.readable(one.text(), names(one)),
        effect,
        timeoutMillis,
        0,
        0);
  }

  /** Of the parameters, in their order. */
  private List<String> names(Sql sql) {
    var names = new ArrayList<String>();
    for (Param param : sql.params()) {
      switch (param) {
        case AFTER -> parts("after").forEach(names::add);
        case UP_TO -> parts("up_to").forEach(names::add);
        case AFTER_PART_BY_PART -> names.addAll(partByPart("after"));
        case UP_TO_PART_BY_PART -> names.addAll(partByPart("up_to"));
        case KEYS -> parts("keys").forEach(names::add);
        case KEYS_IN_JSON -> names.add("keys");
        case KEYS_ONE_BY_ONE -> parts("key").forEach(names::add);
        case ROWS_IN_JSON -> names.add("keys_and_values");
        case LIMIT -> names.add("rows");
        case LIMIT_LESS_ONE -> names.add("rows_less_one");
        case LOCK_TIMEOUT -> names.add("lock_timeout");
        case PERCENT -> names.add("percent");
        case STEP -> names.add("step");
        case TEXTS -> {
          var fill = shard.plan().fill();
          fill.sources().forEach(source -> names.add(plain("source", source)));
          fill.transformed().forEach(column -> names.add(plain("value", column.name())));
        }
      }
    }
    return names;
  }

  private Stream<String> parts(String name) {
    var key = shard.plan().fill().key();
    return key.size() == 1
        ? Stream.of(name)
        : key.stream().map(KeyColumn::name).map(column -> plain(name, column));
  }

  private List<String> partByPart(String name) {
    var names = new ArrayList<String>();
    for (int i = 1; i <= shard.plan().fill().key().size(); i++) {
      parts(name).limit(i).forEach(names::add);
    }
    return names;
  }

  private static String plain(String name, String column) {
    return name + "_" + column.replaceAll("\\W", "_");
  }
}
