package dev.infill.common.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.postgres.ObjectNames.Kind;
import dev.infill.common.model.MigrationShard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObjectNamesTest {

  @ParameterizedTest
  @EnumSource
  void namesFitWhateverTheMigrationIsCalled(Kind kind) {
    var id = MigrationShard.parse("a.b-" + "m".repeat(50) + "/s-" + "h".repeat(50));

    assertThat(ObjectNames.of(kind, id)).matches("[a-z0-9_]{1,63}");
  }

  @Test
  void namesOfDifferentMigrationsDiffer() {
    assertThat(ObjectNames.of(Kind.SLOT, MigrationShard.parse("a-b/c")))
        .isNotEqualTo(ObjectNames.of(Kind.SLOT, MigrationShard.parse("a.b/c")))
        .isNotEqualTo(ObjectNames.of(Kind.SLOT, MigrationShard.parse("a/b-c")))
        .startsWith("infill_a_b_c_");
  }
}
