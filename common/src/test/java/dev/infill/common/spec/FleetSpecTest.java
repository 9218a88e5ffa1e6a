package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetSpecTest {
  private static final String FLEET =
      """
      apiVersion: infill/v1
      kind: Fleet
      name: users-fleet
      shards:
        - { id: shard-0, url: "jdbc:postgresql://127.0.0.1:5432/app", user: infill, password: "${env:INFILL_PASSWORD}" }
        - { id: shard-1, url: "jdbc:mysql://127.0.0.1:3306/app?sslMode=REQUIRED", user: infill }
      """;

  @Test
  void fleetIsRead() throws InvalidSpecException {
    assertThat(SpecParser.fleet("f.yaml", FLEET))
        .isEqualTo(
            new Fleet(
                "users-fleet",
                List.of(
                    new ShardAddress(
                        new ShardId("shard-0"),
                        Engine.POSTGRESQL,
                        "jdbc:postgresql://127.0.0.1:5432/app",
                        "infill",
                        "${env:INFILL_PASSWORD}"),
                    new ShardAddress(
                        new ShardId("shard-1"),
                        Engine.MYSQL,
                        "jdbc:mysql://127.0.0.1:3306/app?sslMode=REQUIRED",
                        "infill",
                        ""))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "url: \"jdbc:postgresql://127.0.0.1:5432/app\" | url: \"jdbc:postgresql://h/app?password=hunter2\" | shards[0].url | holds a user or a password.",
        "url: \"jdbc:postgresql://127.0.0.1:5432/app\" | url: \"jdbc:postgresql://h/app?ssl=true&pass%77ord=hunter2\" | shards[0].url | holds a user or a password.",
        "url: \"jdbc:postgresql://127.0.0.1:5432/app\" | url: \"jdbc:mysql://root:hunter2@h/app\" | shards[0].url | holds a user or a password.",
        "url: \"jdbc:postgresql://127.0.0.1:5432/app\" | url: \"jdbc:mysql://(host=h,password=hunter2)/app\" | shards[0].url | holds a user or a password.",
        "url: \"jdbc:postgresql://127.0.0.1:5432/app\" | url: \"jdbc:oracle:thin:hunter2\" | shards[0].url | is no URL of a database that Infill knows.",
        "url: \"jdbc:postgresql://127.0.0.1:5432/app\" | url: \"jdbc:postgresql://h/app?socketFactory=hunter2\" | shards[0].url | holds the parameter socketFactory, which lets the driver load code or files.",
        "\"${env:INFILL_PASSWORD}\" | hunter2 | shards[0].password | what stands here is not where the password is found.",
        "\"${env:INFILL_PASSWORD}\" | \"${vault:hunter2}\" | shards[0].password | what stands here is not where the password is found.",
        "\"${env:INFILL_PASSWORD}\" | [hunter2] | shards[0].password | is a list, not where the password is found.",
        "\"${env:INFILL_PASSWORD}\" | *hunter2 | shards[0].password | is an alias.",
        "password: \"${env:INFILL_PASSWORD}\" | hunter2 | shards[0] | holds what is no field.",
        "id: shard-1 | id: shard-0 | shards[1].id | 'shard-0' is the id of another shard too, on line 5.",
      })
  void mistakeInFleetIsToldWithoutRepeatingWhatMayBeSecret(
      String right, String wrong, String field, String sentence) {
    assertThat(FLEET).contains(right);

    var problems = fleetProblems(FLEET.replace(right, wrong));

    if (!wrong.startsWith("*")) { // an alias without an anchor is not even YAML
      assertThat(problems)
          .extracting(SpecProblem::field, SpecProblem::sentence)
          .contains(tuple(field, sentence));
    }
    assertThat(problems.toString()).doesNotContain("hunter2");
  }

  private static List<SpecProblem> fleetProblems(String yaml) {
    return catchThrowableOfType(InvalidSpecException.class, () -> SpecParser.fleet("f.yaml", yaml))
        .problems();
  }
}
