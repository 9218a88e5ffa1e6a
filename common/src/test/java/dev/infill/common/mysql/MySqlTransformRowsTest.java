package dev.infill.common.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.dialect.Param;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.model.TransformRule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MySqlTransformRowsTest {
  private static final TransformRule RULE = new TransformRule("domain", List.of("e`mail", "n"));

  private final MySqlTransformRows rows =
      new MySqlTransformRows(
          new ColumnFill(
              new TableName("app", "users"),
              List.of(new KeyColumn("id", "bigint")),
              List.of(
                  new FilledColumn("size", "int", "length(email)", Sync.DERIVED),
                  new FilledColumn("rank", "decimal(5,1)", "", Sync.DERIVED, Optional.of(RULE)))));

  @Test
  void aRangeIsReadWithItsSourcesAndWhatSqlFinds() {
    var read = rows.read(KeyRange.ALL);

    assertThat(read.text())
        .isEqualTo(
            """
            SELECT CAST(`id` AS CHAR), CAST(`e``mail` AS CHAR), CAST(`n` AS CHAR), CAST(`rank` AS CHAR), (NOT (`size` <=> CAST((length(email)) AS SIGNED))), CAST(CONV(LEFT(SHA2(JSON_ARRAY(CAST(`id` AS CHAR), CAST(`size` AS CHAR), CAST(`rank` AS CHAR)), 256), 16), 16, 10) AS UNSIGNED)
              FROM `app`.`users`
             WHERE true
            """);
    assertThat(read.params()).isEmpty();
  }

  @Test
  void whatIsHeldAndWhatWasComputedAreComparedByTheColumnsType() {
    assertThat(rows.compare().text())
        .isEqualTo(
            """
            SELECT infill_n
              FROM JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, infill_c0 LONGTEXT CHARACTER SET utf8mb4 PATH '$[0][0]' ERROR ON ERROR, infill_to1 LONGTEXT CHARACTER SET utf8mb4 PATH '$[1][0]' ERROR ON ERROR)) AS infill_asked
             WHERE NOT (CAST(infill_c0 AS DECIMAL(5,1)) <=> CAST(infill_to1 AS DECIMAL(5,1)))
            """);
  }

  @Test
  void aRowIsWrittenOnlyWhereItsSourcesAreStillTheSame() {
    var write = rows.write(false, true);

    String same =
        "CAST(CAST(`e``mail` AS CHAR) AS BINARY) <=> CAST(infill_s0 AS BINARY)"
            + " AND CAST(CAST(`n` AS CHAR) AS BINARY) <=> CAST(infill_s1 AS BINARY)";
    String differs =
        "(NOT (`size` <=> CAST((length(email)) AS SIGNED))"
            + " OR NOT (`rank` <=> CAST(infill_to1 AS DECIMAL(5,1))))";
    assertThat(write.text().split(";\n"))
        .hasSize(4)
        .satisfies(
            statements -> {
              assertThat(statements[0])
                  .startsWith("SELECT infill_n, 'SEEN', (" + same + " AND " + differs + ")");
              assertThat(statements[1])
                  .endsWith(
                      " WHERE (" + same + " AND " + differs + ") FOR UPDATE OF `users` NOWAIT");
              assertThat(statements[2])
                  .contains("infill_k1, infill_s0, infill_s1, infill_to1\n")
                  .endsWith(
                      "SET `app`.`users`.`size` = (length(email)),"
                          + " `app`.`users`.`rank` = CAST(infill_to1 AS DECIMAL(5,1))");
              assertThat(statements[3])
                  .startsWith("SELECT infill_n, 'WRITTEN', (NOT (" + same + ") OR " + differs);
            });
    assertThat(write.params()).hasSize(4).containsOnly(Param.ROWS_IN_JSON);
    assertThat(write.transaction()).isTrue();
    assertThat(rows.write(true, true).text()).contains("SKIP LOCKED").doesNotContain("NOWAIT");
  }
}
