package dev.infill.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.infill.common.model.TableName;
import org.junit.jupiter.api.Test;

class QuotingTest {

  @Test
  void identifiersStayWhole() {
    assertThat(Quoting.identifier("plain")).isEqualTo("\"plain\"");
    assertThat(Quoting.identifier("a\"; DROP TABLE b; --"))
        .isEqualTo("\"a\"\"; DROP TABLE b; --\"");
    assertThat(Quoting.table(new TableName("My.Schema", "t"))).isEqualTo("\"My.Schema\".\"t\"");
    assertThatIllegalArgumentException().isThrownBy(() -> Quoting.identifier("a\0"));
    assertThatIllegalArgumentException().isThrownBy(() -> Quoting.identifier(""));
  }

  @Test
  void textsStayWhole() {
    assertThat(Quoting.literal("it's \\")).isEqualTo("'it''s \\'");
  }

  @Test
  void onlyOperatorsAreDoubledForTheDriver() {
    assertThat(Quoting.forDriver("a ? 'b?' AND \"c?\" ?| d || $$?$$ || E'\\'?'"))
        .isEqualTo("a ?? 'b?' AND \"c?\" ??| d || $$?$$ || E'\\'?'");
  }
}
