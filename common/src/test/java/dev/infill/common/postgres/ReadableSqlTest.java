package dev.infill.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.plan.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements as a plan shows them. */
class ReadableSqlTest {
  @Test
  void parametersGetNamesAndOperatorsStay() {
    assertThat(Quoting.named("a ?? 'b?' AND \"c?\" > ?::int LIMIT ?", List.of("after", "rows")))
        .isEqualTo("a ? 'b?' AND \"c?\" > :after::int LIMIT :rows");
  }

  @Test
  void valuesAreTakenOut() {
    assertThat(
            Quoting.withoutLiterals(
                "UPDATE t SET a = 'x''y', b = E'z\\'', c = $q$w$q$, d = 4.2e1 WHERE \"e1\" = $1"))
        .isEqualTo("UPDATE t SET a = ..., b = ..., c = ..., d = ... WHERE \"e1\" = $1");
    assertThat(Quoting.withoutLiterals("SELECT 'never ended")).isEqualTo("SELECT ...");
  }

  @Test
  void aStatementThatNobodyLookedIntoSaysSo() {
    assertThat(StatementEffects.of("CLUSTER t").lock()).isEqualTo(Effect.UNKNOWN);
    assertThat(StatementEffects.of("ALTER TABLE t SET LOGGED").lock()).isEqualTo(Effect.UNKNOWN);
  }
}
