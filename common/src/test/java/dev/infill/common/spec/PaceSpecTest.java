package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceSpecTest {
  private static final String LEAST =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: users
      column: { name: email_lower, type: text, value: lower(email) }
      """;

  @Test
  void paceIsReadSignalBySignal() throws InvalidSpecException {
    var spec =
        migration(
            "m.yaml",
            LEAST
                + """
                limits:
                  pace:
                    replicaLag: 5s
                    commitLatency: 50ms
                    slowdown: 1.2
                    activeSessions: off
                    lockWaiters: 3
                    walRate: 50MB
                    slotBytes: 1GB
                    changeLag: off
                    autovacuum: wait
                    historyLength: 5000
                    redoLog: off
                    semiSyncWait: 20ms
                    criticalSlotBytes: 2GB
                    query: { sql: "SELECT count(*) FROM jobs", max: 2.5 }
                  vacuum: never
                  allowRebuild: true
                """);

    assertThat(spec.limits().pace())
        .isEqualTo(
            new PaceSpec(
                Optional.of(Duration.ofSeconds(5)),
                Optional.of(Duration.ofMillis(50)),
                Optional.of(1.2),
                Optional.empty(),
                Optional.of(3),
                Optional.of(50_000_000L),
                Optional.of(1_000_000_000L),
                Optional.empty(),
                PaceSpec.Autovacuum.WAIT,
                Optional.of(new PaceSpec.Query("SELECT count(*) FROM jobs", 2.5)),
                Optional.of(5000),
                Optional.empty(),
                Optional.of(Duration.ofMillis(20)),
                Optional.of(2_000_000_000L)));
    assertThat(spec.limits().vacuum()).isEqualTo(LimitsSpec.Vacuum.NEVER);
    assertThat(spec.limits().allowRebuild()).isTrue();
  }

  @Test
  void paceMayBeOffAltogether() throws InvalidSpecException {
    var spec = migration("m.yaml", LEAST + "limits: { pace: off }\n");

    assertThat(spec.limits().pace()).isEqualTo(PaceSpec.OFF);
    assertThat(spec.limits().pace().asksNothing()).isTrue();
  }

  @Test
  void criticalLimitStandsWhateverThePaceIs() throws InvalidSpecException {
    var off = migration("m.yaml", LEAST + "limits: { pace: off }\n").limits().pace();

    assertThat(off.criticalSlotBytes()).contains(32_000_000_000L);
    assertThat(PaceSpec.DEFAULT.asksNothing()).isFalse();
  }

  @Test
  void oneSignalMayBeOffWhileTheOthersStayAsTheyAre() throws InvalidSpecException {
    var pace = migration("m.yaml", LEAST + "limits: { pace: { slowdown: off } }\n").limits().pace();

    assertThat(pace.slowdown()).isEmpty();
    assertThat(pace.commitLatency()).isEqualTo(PaceSpec.DEFAULT.commitLatency());
  }

  @Test
  void muchMoreLogIsCriticalThanStopsTheFillUnlessTheSpecSaysOtherwise()
      throws InvalidSpecException {
    assertThat(critical("slotBytes: 1GB")).contains(32_000_000_000L);
    assertThat(critical("slotBytes: off")).contains(32_000_000_000L);
    assertThat(critical("slotBytes: 10GB")).contains(80_000_000_000L);
    assertThat(critical("slotBytes: off, criticalSlotBytes: 1MB")).contains(1_000_000L);
    assertThat(critical("criticalSlotBytes: off")).isEmpty();
  }

  @Test
  void criticalLimitThatIsNotAboveTheFirstIsRefused() {
    for (String limits :
        List.of("criticalSlotBytes: 4GB", "slotBytes: 2GB, criticalSlotBytes: 1500MB")) {
      assertThat(problems("limits: { pace: { " + limits + " } }\n"))
          .singleElement()
          .satisfies(
              p -> assertThat(p).contains("limits.pace.criticalSlotBytes").contains("not above"));
    }
  }

  @Test
  void rolloutMayBeHaltedByWhatCommitsTakeWhereThePaceAsks() throws InvalidSpecException {
    String halts = "rollout: { haltOn: { appLatency: %s } }\n";

    assertThat(migration("m.yaml", LEAST + halts.formatted("50ms")).schedule().rollout())
        .hasValueSatisfying(
            r -> assertThat(r.haltOn().appLatency()).contains(Duration.ofMillis(50)));
    assertThat(problems(halts.formatted("0s")))
        .singleElement()
        .satisfies(p -> assertThat(p).contains("rollout.haltOn.appLatency").contains("is zero"));
    for (String off : List.of("pace: off", "pace: { commitLatency: off }")) {
      assertThat(problems("limits: { " + off + " }\n" + halts.formatted("50ms")))
          .singleElement()
          .satisfies(
              p -> assertThat(p).contains("rollout.haltOn.appLatency").contains("which is off"));
    }
  }

  private static Optional<Long> critical(String pace) throws InvalidSpecException {
    String limits = "limits: { pace: { " + pace + " } }\n";
    return migration("m.yaml", LEAST + limits).limits().pace().criticalSlotBytes();
  }

  @Test
  void wrongPaceIsRefusedInSentences() {
    assertThat(
            problems(
                "limits: { pace: { walRate: 50, replicaLag: soon, activeSessions: none, slowdown: 1,"
                    + " query: { sql: \"1; DROP TABLE t\", max: 1 } } }\n"))
        .anySatisfy(p -> assertThat(p).contains("limits.pace.walRate").contains("a size or off"))
        .anySatisfy(p -> assertThat(p).contains("limits.pace.replicaLag").contains("duration"))
        .anySatisfy(p -> assertThat(p).contains("limits.pace.activeSessions"))
        .anySatisfy(p -> assertThat(p).contains("limits.pace.slowdown"))
        .anySatisfy(p -> assertThat(p).contains("limits.pace.query.sql"));
    assertThat(problems("limits: { pace: full }\n"))
        .singleElement()
        .satisfies(p -> assertThat(p).contains("limits.pace").contains("off"));
  }

  private static List<String> problems(String more) {
    var thrown =
        catchThrowableOfType(InvalidSpecException.class, () -> migration("m.yaml", LEAST + more));
    return thrown.problems().stream().map(SpecProblem::toString).toList();
  }

  /** As it is on a shard with PostgreSQL. */
  private static MigrationSpec migration(String file, String yaml) throws InvalidSpecException {
    return SpecParser.migration(file, yaml).on(SpecByEngineTest.POSTGRESQL);
  }
}
