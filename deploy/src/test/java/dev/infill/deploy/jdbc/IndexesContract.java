package dev.infill.deploy.jdbc;

import static dev.infill.deploy.jdbc.OnSteps.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Indexes of every kind that an engine has are built once, found again, and taken back. */
abstract class IndexesContract extends OnEverySteps {
  /** One of each kind. */
  abstract List<IndexSpec> kinds();

  /** What the server says of some of the kinds when they are built. */
  abstract List<String> definitions();

  /** One that is easily taken for another. */
  abstract IndexSpec odd();

  /** Statements that make indexes of the odd one's name which are others. */
  abstract List<String> others();

  @Test
  void everyKindIsBuiltOnceFoundAgainAndTakenBack() throws Exception {
    String before = schema.definition();
    var shard = planned(SpecMaker.people().index(kinds().toArray(IndexSpec[]::new)));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email)");

    for (IndexSpec index : kinds()) {
      assertThat(store.constrain(shard, "index:" + index.name())).isEqualTo(Offenders.NONE);
    }
    String built = schema.definition();
    for (IndexSpec index : kinds()) {
      assertThat(store.constrain(shard, "index:" + index.name())).isEqualTo(Offenders.NONE);
    }

    assertThat(built).contains(definitions());
    assertThat(schema.indexes())
        .containsExactlyInAnyOrderElementsOf(kinds().stream().map(IndexSpec::name).toList());
    assertThat(schema.halfMadeIndexes()).isEmpty();
    assertThat(schema.definition()).isEqualTo(built);
    store.rollBack(shard);
    assertThat(schema.definition()).isEqualTo(before);
  }

  @Test
  void anIndexThatDiffersInOneWordIsAnother() throws Exception {
    String name = odd().name();
    var shard = planned(SpecMaker.people().index(odd()));
    for (String other : others()) {
      store.addColumn(shard);
      database.execute(other);

      var refused = failure(() -> store.constrain(shard, "index:" + name));
      store.rollBack(shard);

      assertThat(refused.kind()).as(other).isEqualTo(FailureKind.PERMANENT);
      assertThat(refused.code()).as(other).isEqualTo("infill.index-differs");
      if (schema.indexes().contains(name)) {
        database.execute("DROP INDEX " + name + (server.isMySql() ? " ON people" : ""));
      }
    }
  }

  static IndexSpec of(String name, IndexPart... parts) {
    return new IndexSpec(
        name, List.of(parts), List.of(), IndexSpec.BTREE, Optional.empty(), false, false, false);
  }

  static IndexPart descending(String column) {
    return new IndexPart(
        Optional.of(column), Optional.empty(), true, Optional.empty(), Optional.empty());
  }

  static IndexPart expression(String text) {
    return new IndexPart(
        Optional.empty(), Optional.of(text), false, Optional.empty(), Optional.empty());
  }
}
