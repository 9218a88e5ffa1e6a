package dev.infill.common.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.TableName;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The text of every statement that makes an index or takes it away. */
class IndexDdlTest {
  private static final TableName USERS = new TableName("app", "Users");
  private static final IndexSpec PLAIN = new IndexSpec("u_idx", List.of("a", "b"), false);
  private static final IndexSpec RICH =
      new IndexSpec(
          "u_key",
          List.of(
              new IndexPart(
                  Optional.of("a"),
                  Optional.empty(),
                  true,
                  Optional.of(IndexPart.Nulls.LAST),
                  Optional.of("app.text_ops")),
              new IndexPart(
                  Optional.empty(),
                  Optional.of("lower(b)"),
                  false,
                  Optional.empty(),
                  Optional.empty())),
          List.of("id"),
          "btree",
          Optional.of("a > 'x'"),
          true,
          true,
          false);

  @Test
  void anIndexIsBuiltBesideWriters() {
    assertThat(IndexDdl.concurrently("u_idx", USERS, PLAIN))
        .isEqualTo(
            "CREATE INDEX CONCURRENTLY \"u_idx\" ON \"app\".\"Users\" USING btree (\"a\", \"b\")");
    assertThat(IndexDdl.concurrently("u_key", USERS, RICH))
        .isEqualTo(
            "CREATE UNIQUE INDEX CONCURRENTLY \"u_key\" ON \"app\".\"Users\" USING btree"
                + " (\"a\" \"app\".\"text_ops\" DESC NULLS LAST, (lower(b))) INCLUDE (\"id\")"
                + " NULLS NOT DISTINCT WHERE (a > 'x')");
  }

  @Test
  void aPartitionedTablesIndexIsPutTogether() {
    assertThat(IndexDdl.onOnly("u_idx", USERS, PLAIN))
        .isEqualTo("CREATE INDEX \"u_idx\" ON ONLY \"app\".\"Users\" USING btree (\"a\", \"b\")");
    assertThat(IndexDdl.attach(new TableName("app", "u_idx"), new TableName("p", "u_idx_1")))
        .isEqualTo("ALTER INDEX \"app\".\"u_idx\" ATTACH PARTITION \"p\".\"u_idx_1\"");
    assertThat(IndexDdl.constraintOnOnly(USERS, "u_key", new IndexSpec("u", List.of("a"), true)))
        .isEqualTo("ALTER TABLE ONLY \"app\".\"Users\" ADD CONSTRAINT \"u_key\" UNIQUE (\"a\")");
  }

  @Test
  void aConstraintIsMadeOfAnIndex() {
    assertThat(IndexDdl.constraint(USERS, "u_key"))
        .isEqualTo(
            "ALTER TABLE \"app\".\"Users\" ADD CONSTRAINT \"u_key\" UNIQUE USING INDEX \"u_key\"");
    assertThat(IndexDdl.dropConstraint(USERS, "u_key"))
        .isEqualTo("ALTER TABLE \"app\".\"Users\" DROP CONSTRAINT IF EXISTS \"u_key\"");
  }

  @Test
  void anIndexIsDroppedBesideWriters() {
    var name = new TableName("app", "u_idx");

    assertThat(IndexDdl.dropConcurrently(name))
        .isEqualTo("DROP INDEX CONCURRENTLY IF EXISTS \"app\".\"u_idx\"");
    assertThat(IndexDdl.drop(name)).isEqualTo("DROP INDEX IF EXISTS \"app\".\"u_idx\"");
  }

  @Test
  void theNameOnAPartitionFitsAndStaysItsOwn() {
    String index = "i".repeat(60);
    var first = IndexDdl.nameOn(new TableName("app", "events_2026_01"), index);
    var second = IndexDdl.nameOn(new TableName("app", "events_2026_02"), index);

    assertThat(IndexDdl.nameOn(USERS, "u_idx")).isEqualTo("u_idx_Users");
    assertThat(first).isNotEqualTo(second).startsWith("iiii");
    assertThat(first.getBytes(StandardCharsets.UTF_8)).hasSize(63);
    assertThat(
            IndexDdl.nameOn(new TableName("app", "ä".repeat(31)), "u")
                .getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(63);
  }
}
