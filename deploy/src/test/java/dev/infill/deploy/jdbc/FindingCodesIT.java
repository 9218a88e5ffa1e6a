package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each thing that a plan may find is found on a real server that has it. */
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FindingCodesIT {
  @Parameter RowServer server;

  private TestDatabase database;
  private Provocations provocations;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = server.database();
    provocations =
        server.isMySql()
            ? new MySqlProvocations(database, server)
            : new PostgresProvocations(database);
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    if (provocations != null) {
      provocations.close();
    }
    if (database != null) {
      database.close();
    }
  }

  Stream<FindingCode> codes() {
    return Arrays.stream(FindingCode.values())
        .filter(code -> !provocations.unknown().contains(code));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void eachCodeIsProvoked(FindingCode code) throws Exception {
    var found = provocations.of(code);

    assertThat(found).extracting(Finding::code).contains(code.code());
    assertThat(found)
        .filteredOn(finding -> finding.code().equals(code.code()))
        .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(code.severity()))
        .allSatisfy(finding -> assertThat(finding.sentence()).endsWith("."))
        .allSatisfy(finding -> assertThat(finding.advice()).isNotBlank());
  }

  @Test
  void noCodeIsUnknownToEachEngine() {
    assertThat(PostgresProvocations.UNKNOWN).doesNotContainAnyElementsOf(MySqlProvocations.UNKNOWN);
  }
}
