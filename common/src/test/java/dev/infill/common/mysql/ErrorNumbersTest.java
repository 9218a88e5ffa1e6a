package dev.infill.common.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.dialect.ServerError;
import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.ShardFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorNumbersTest {

  @ParameterizedTest
  @ValueSource(ints = {1205, 3572, 1213})
  void aLockThatWasNotFreeIsToldAsThat(int number) {
    var error = new ServerError("HY000", number);

    var failure =
        new ShardFailure(
            ErrorNumbers.kindOf(error, true), ErrorNumbers.codeOf(error), "can't fill");

    assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
    assertThat(failure.lockNotFree()).isTrue();
    assertThat(failure.badRow()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"22001,1365", "22001,1264", "HY000,1366", "22007,1292", "HY000,3819", "22032,3140"})
  void aRowThatCantBeComputedOrStoredIsToldAsThat(String state, int number) {
    var error = new ServerError(state, number);

    var failure =
        new ShardFailure(
            ErrorNumbers.kindOf(error, true), ErrorNumbers.codeOf(error), "can't fill");

    assertThat(failure.badRow()).isTrue();
    assertThat(ErrorNumbers.tellable(error)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1040, 1290, 1317, 1836, 3024, 3101})
  void whatMayGoWellLaterIsTransient(int number) {
    assertThat(ErrorNumbers.kindOf(new ServerError("HY000", number), true))
        .isEqualTo(FailureKind.TRANSIENT);
  }

  @ParameterizedTest
  @CsvSource({"42000,1142", "42S22,1054", "28000,1045", "45000,1644", "HY000,1030"})
  void whatAPersonMustChangeIsPermanent(String state, int number) {
    var error = new ServerError(state, number);

    assertThat(ErrorNumbers.kindOf(error, true)).isEqualTo(FailureKind.PERMANENT);
    assertThat(ErrorNumbers.codeOf(error)).isEqualTo("mysql-" + number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"08S01", "08001", ""})
  void aLostConnectionIsAmbiguousOnlyForWrites(String state) {
    var error = new ServerError(state, 0);

    assertThat(ErrorNumbers.kindOf(error, true)).isEqualTo(FailureKind.AMBIGUOUS);
    assertThat(ErrorNumbers.kindOf(error, false)).isEqualTo(FailureKind.TRANSIENT);
    assertThat(ErrorNumbers.codeOf(error)).isEqualTo(state);
  }

  @Test
  void everythingHasAMeaning() {
    assertThat(ErrorNumbers.meaningOf(new ServerError("22001", 1365)))
        .isEqualTo("a division by zero");
    assertThat(ErrorNumbers.meaningOf(new ServerError("22999", 9999)))
        .isEqualTo("a value that can't be computed or stored");
    assertThat(ErrorNumbers.meaningOf(new ServerError("ZZ999", 0))).isNotBlank();
  }
}
