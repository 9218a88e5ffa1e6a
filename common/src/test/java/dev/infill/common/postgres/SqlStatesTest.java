package dev.infill.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "40001", "40P01", "55P03", "55006", "57014", "57P01", "57P02", "57P03", "53300", "53200"
      })
  void whatMayGoWellLaterIsTransient(String state) {
    assertThat(SqlStates.kindOf(state, true)).isEqualTo(FailureKind.TRANSIENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"22012", "22P02", "23505", "42501", "42703", "28P01", "3D000", "P0001", "XX000"})
  void whatAPersonMustChangeIsPermanent(String state) {
    assertThat(SqlStates.kindOf(state, true)).isEqualTo(FailureKind.PERMANENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "08001", "08003", ""})
  void aLostConnectionIsAmbiguousOnlyForWrites(String state) {
    assertThat(SqlStates.kindOf(state, true)).isEqualTo(FailureKind.AMBIGUOUS);
    assertThat(SqlStates.kindOf(state, false)).isEqualTo(FailureKind.TRANSIENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"22P02", "23505", "P0001", "42601", "XX000", "99999", "38000", ""})
  void messagesThatMayHoldARowsValueAreNotTold(String state) {
    assertThat(SqlStates.tellable(state)).isFalse();
  }

  @Test
  void everythingHasAMeaning() {
    assertThat(SqlStates.meaningOf("22012")).isEqualTo("a division by zero");
    assertThat(SqlStates.meaningOf("22999")).isEqualTo("a value that can't be computed or stored");
    assertThat(SqlStates.meaningOf("ZZ999")).isNotBlank();
  }
}
