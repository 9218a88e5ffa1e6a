package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Key;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on PostgreSQL, and what only its indexes have. */
@ParameterizedClass
@EnumSource(names = {"POSTGRES", "POSTGRES_15"})
class PostgresIndexesIT extends IndexesContract {
  private static final IndexSpec RICH =
      new IndexSpec(
          "people_rich_idx",
          List.of(
              new IndexPart(
                  Optional.of("c"),
                  Optional.empty(),
                  true,
                  Optional.of(IndexPart.Nulls.LAST),
                  Optional.of("pg_catalog.text_pattern_ops")),
              expression("length(people.c) + 1")),
          List.of("id"),
          "btree",
          Optional.of("c <> 'it''s ?'"),
          false,
          false,
          false);

  @Override
  List<IndexSpec> kinds() {
    return List.of(
        RICH,
        by("hash", IndexPart.column("c")),
        by("brin", IndexPart.column("c")),
        by("gin", expression("to_tsvector('simple', c)")),
        by("gist", expression("point(length(c), 1)")),
        by("spgist", IndexPart.column("c")));
  }

  @Override
  List<String> definitions() {
    return List.of(
        "CREATE INDEX people_rich_idx ON public.people USING btree (c text_pattern_ops DESC"
            + " NULLS LAST, ((length(c) + 1))) INCLUDE (id) WHERE (c <> 'it''s ?'::text) t");
  }

  @Override
  IndexSpec odd() {
    return RICH;
  }

  @Override
  List<String> others() {
    return List.of(
        """
        CREATE INDEX people_rich_idx ON people (c text_pattern_ops DESC NULLS LAST, (length(c) + 1))
        INCLUDE (id) WHERE c <> 'its ?'
        """,
        """
        CREATE INDEX people_rich_idx ON people (c text_pattern_ops NULLS LAST, (length(c) + 1))
        INCLUDE (id) WHERE c <> 'it''s ?'
        """,
        "CREATE INDEX people_rich_idx ON people (email)");
  }

  @Test
  void aUniqueIndexBecomesAConstraint() throws Exception {
    String before = schema.definition();
    var shard =
        planned(SpecMaker.people().index(unique("people_c_key", true, false, Optional.empty())));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email)");

    assertThat(store.constrain(shard, "index:people_c_key")).isEqualTo(Offenders.NONE);
    assertThat(store.constrain(shard, "index:people_c_key")).isEqualTo(Offenders.NONE);

    assertThat(
            database.column(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'people_c_key'"))
        .containsExactly("UNIQUE (c)");
    store.rollBack(shard);
    assertThat(schema.definition()).isEqualTo(before);
  }

  @Test
  void onlyRowsOfTheIndexAreDuplicates() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .index(unique("people_c_key", false, false, Optional.of("id < 500 OR c = '?'"))));
    store.addColumn(shard);
    database.execute(
        "UPDATE people SET c = CASE WHEN id IN (7, 8, 600, 700) THEN 'same' ELSE lower(email) END",
        "UPDATE people SET c = NULL WHERE id < 5");

    var duplicates = store.constrain(shard, "index:people_c_key");

    assertThat(duplicates.count()).isEqualTo(2);
    assertThat(duplicates.first()).containsExactlyInAnyOrder(Key.of("7"), Key.of("8"));
  }

  @Test
  void nullsAreTheSameWhereTheIndexSaysSo() throws Exception {
    var shard =
        planned(SpecMaker.people().index(unique("people_c_key", false, true, Optional.empty())));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email) WHERE id NOT IN (3, 4)");

    var duplicates = store.constrain(shard, "index:people_c_key");
    database.execute("UPDATE people SET c = 'user3' WHERE id = 3");
    var none = store.constrain(shard, "index:people_c_key");

    assertThat(duplicates.count()).isEqualTo(2);
    assertThat(duplicates.first()).containsExactlyInAnyOrder(Key.of("3"), Key.of("4"));
    assertThat(none).isEqualTo(Offenders.NONE);
    assertThat(indexes()).anyMatch(index -> index.contains("NULLS NOT DISTINCT"));
  }

  @Test
  void leftoversOfOthersAreLeftAlone() throws Exception {
    var shard = planned(SpecMaker.people().index("people_c_idx", false, "c"));
    store.addColumn(shard);
    database.execute(
        "CREATE INDEX people_c_idx_ccnew ON people (c)",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'people_c_idx_ccnew'::regclass");

    store.constrain(shard, "index:people_c_idx");

    assertThat(indexes())
        .contains(
            "CREATE INDEX people_c_idx_ccnew ON public.people USING btree (c) f",
            "CREATE INDEX people_c_idx ON public.people USING btree (c) t");
  }

  private List<String> indexes() throws Exception {
    return database.column(
        """
        SELECT pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN ' t' ELSE ' f' END
          FROM pg_index WHERE indrelid = 'people'::regclass ORDER BY 1
        """);
  }

  private static IndexSpec by(String method, IndexPart part) {
    return new IndexSpec(
        "people_" + method + "_idx",
        List.of(part),
        List.of(),
        method,
        Optional.empty(),
        false,
        false,
        false);
  }

  private static IndexSpec unique(
      String name, boolean constraint, boolean nullsNotDistinct, Optional<String> where) {
    return new IndexSpec(
        name,
        List.of(IndexPart.column("c")),
        List.of(),
        "btree",
        where,
        true,
        nullsNotDistinct,
        constraint);
  }
}
