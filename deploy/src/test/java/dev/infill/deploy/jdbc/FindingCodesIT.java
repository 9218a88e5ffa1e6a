package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each thing that a plan may find is found on a real server that has it. */
@ParameterizedClass
@EnumSource(Server.class)
class FindingCodesIT extends OnServer {
  private Provocations provocations;

  @BeforeParameterizedClassInvocation
  void provocations() throws SQLException {
    provocations = new Provocations(database);
  }

  @AfterParameterizedClassInvocation
  void noProvocations() throws IOException, SQLException {
    if (provocations != null) {
      provocations.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachCodeIsProvoked(FindingCode code) throws Exception {
    var found = provocations.of(code);

    assertThat(found).extracting(Finding::code).contains(code.code());
    assertThat(found)
        .filteredOn(finding -> finding.code().equals(code.code()))
        .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(code.severity()))
        .allSatisfy(finding -> assertThat(finding.sentence()).endsWith("."))
        .allSatisfy(finding -> assertThat(finding.advice()).isNotBlank());
  }
}
