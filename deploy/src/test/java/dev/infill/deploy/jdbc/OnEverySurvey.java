package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.provider.Arguments;

/** Tests over the survey of a table, on every engine. */
abstract class OnEverySurvey extends OnEverySteps {
  /** Makes people, of a thousand rows, and what else specs name; once for all tests. */
  abstract void makePeople() throws SQLException;

  @BeforeParameterizedClassInvocation
  void prepare() throws SQLException {
    makePeople();
  }

  /** It is there, and nothing changes it. */
  @Override
  void table() {}

  @Override
  void noTable() {}

  Surveyed survey(SpecMaker maker) throws ShardFailure {
    return store.survey(spec(maker), Shards.address(database));
  }

  /** Codes; there is a plan just where there are none. */
  List<String> errors(SpecMaker maker) throws ShardFailure {
    var surveyed = survey(maker);
    var errors =
        surveyed.findings().stream()
            .filter(finding -> finding.severity() == Finding.Severity.ERROR)
            .map(Finding::code)
            .toList();
    assertThat(surveyed.plan().isEmpty()).isEqualTo(!errors.isEmpty());
    return errors;
  }

  /** Of lines of cells between bars. */
  static Stream<Arguments> cells(String lines) {
    return lines
        .lines()
        .map(line -> Arrays.stream(line.split(" \\| ", -1)).map(String::strip).toArray())
        .map(Arguments::of);
  }
}
