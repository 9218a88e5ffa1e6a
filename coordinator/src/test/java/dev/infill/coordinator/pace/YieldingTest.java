package dev.infill.coordinator.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.shard.ShardWatch.Felt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Looks once a second, with eight small commits each. */
class YieldingTest {
  private static final double LIMIT = 1.5;
  private static final int COMMITS = 8;
  private static final double QUICK = 2.0;

  /** Looks until it works all the time where nobody feels anything. */
  private static final int TO_ALL = 30;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Effort effort = Effort.begin(now);

  @Test
  void beginsWithLittleAndWorksMoreWhileCommitsStayAsQuick() {
    assertThat(effort.share()).isEqualTo(Yielding.LEAST);
    looks(2, share -> QUICK);
    assertThat(effort.share()).isEqualTo(Yielding.LEAST);

    double most = 1;
    for (int i = 0; i < 28; i++) {
      double before = effort.share();
      looks(1, share -> QUICK);
      most = Math.max(most, effort.share() / before);
    }

    assertThat(effort.share()).isEqualTo(1);
    assertThat(effort.restPercent()).isZero();
    assertThat(most).isEqualTo(1.25);
  }

  @Test
  void whatWasHeardBeforeTheWorkIsComparedWithFromTheFirstLook() {
    for (int i = 0; i < 3; i++) {
      effort = effort.hears(commits(QUICK, COMMITS), now);
    }
    effort = effort.works(now);

    looks(2, share -> 2 * QUICK);

    assertThat(effort.share()).isEqualTo(Yielding.LEAST);
    assertThat(effort.commits().calm()).contains(duration(QUICK));
  }

  @Test
  void stepsBackWhileCommitsTakeLongerThanTheLimitAllows() {
    looks(TO_ALL, share -> QUICK);

    looks(2, share -> 2 * QUICK);

    assertThat(effort.share()).isEqualTo(0.5);
    assertThat(effort.restPercent()).isEqualTo(100);
    assertThat(effort.reason())
        .isEqualTo("small commits take 4.0 ms, 2.0 times the 2.0 in the calm (limit 1.5)");
  }

  @Test
  void staysWhereItIsBetweenFeltAndNotFelt() {
    looks(TO_ALL, share -> QUICK);
    looks(1, share -> 2 * QUICK);

    looks(60, share -> 1.4 * QUICK);

    assertThat(effort.share()).isEqualTo(0.5);
  }

  @Test
  void neverStandsStill() {
    looks(TO_ALL, share -> QUICK);

    looks(9, share -> 50 * QUICK);

    assertThat(effort.share()).isEqualTo(Yielding.LEAST);
    assertThat(effort.restPercent()).isEqualTo(1_500);
  }

  @Test
  void oneSlowCommitInALookChangesNothing() {
    looks(TO_ALL, share -> QUICK);

    for (int i = 0; i < 20; i++) {
      var commits = new ArrayList<>(commits(QUICK, i % 3 == 0 ? COMMITS - 1 : COMMITS));
      if (i % 3 == 0) {
        commits.add(Duration.ofSeconds(1));
      }
      look(new Felt(commits, false));
    }

    assertThat(effort.share()).isEqualTo(1);
  }

  @Test
  void commitsOfNextToNoTimeAreNotToldApart() {
    looks(TO_ALL, share -> 0.1);

    looks(30, share -> 0.3);

    assertThat(effort.share()).isEqualTo(1);
  }

  /** Of a server that half of the work is too much for. */
  @Test
  void findsWhatIsNotFeltAndIsSeldomAboveIt() {
    DoubleUnaryOperator server = share -> share > 0.5 ? 3 * QUICK : QUICK;
    looks(60, server);

    int above = 0;
    double sum = 0;
    for (int i = 0; i < 240; i++) {
      looks(1, server);
      above += effort.share() > 0.5 ? 1 : 0;
      sum += effort.share();
    }

    assertThat(above).isLessThan(40);
    assertThat(sum / 240).isBetween(0.3, 0.5);
  }

  @Test
  void whatOthersSlowIsWhatTheWorkIsComparedWithAfterAWhile() {
    looks(TO_ALL, share -> QUICK);

    looks(30, share -> 5 * QUICK);
    assertThat(effort.share()).isEqualTo(Yielding.LEAST);

    looks(120, share -> 5 * QUICK);
    assertThat(effort.share()).isEqualTo(1);
  }

  /** As beside a capture that was just starting. */
  @Test
  void whatTurnsOutToHaveBeenNoCalmIsForgottenAtOnce() {
    looks(3, share -> 5 * QUICK);

    looks(2, share -> QUICK);

    assertThat(effort.commits().calm()).contains(duration(QUICK));
  }

  @Test
  void aLittleCalmerMovesWhatIsComparedWithALittle() {
    looks(3, share -> QUICK);

    looks(3, share -> 0.9 * QUICK);

    assertThat(effort.commits().calm().orElseThrow())
        .isBetween(duration(0.9 * QUICK), duration(QUICK));
  }

  @Test
  void listensAnewNowAndThenAndGoesOnAsBefore() {
    looks(TO_ALL, share -> QUICK);
    double least = 1;
    for (int i = 0; i < Yielding.LISTENS_EVERY.toSeconds(); i++) {
      looks(1, share -> 1.4 * QUICK);
      least = Math.min(least, effort.share());
    }

    assertThat(least).isEqualTo(Yielding.LEAST);
    assertThat(effort.share()).isEqualTo(1);
    assertThat(effort.commits().calm()).contains(duration(1.4 * QUICK));
  }

  @Test
  void whereNobodyElseIsItWorksAllTheTimeHoweverSlowCommitsAre() {
    look(new Felt(commits(50 * QUICK, COMMITS), true));

    assertThat(effort.share()).isEqualTo(1);
  }

  @Test
  void beginsAnewWhenSomebodyComes() {
    look(new Felt(commits(50 * QUICK, COMMITS), true));

    look(new Felt(commits(QUICK, COMMITS), false));

    assertThat(effort.share()).isEqualTo(Yielding.LEAST);
  }

  @Test
  void chunksAreShorterTheLessIsWorked() {
    var target = Duration.ofMillis(200);
    looks(TO_ALL, share -> 0.5);
    assertThat(effort.chunk(target)).isEqualTo(target);

    looks(2, share -> 3);
    assertThat(effort.share()).isEqualTo(0.5);
    assertThat(effort.chunk(target)).isEqualTo(Duration.ofMillis(50));

    looks(10, share -> 3);
    assertThat(effort.share()).isEqualTo(Yielding.LEAST);
    assertThat(effort.chunk(target)).isEqualTo(Duration.ofMillis(2));
    assertThat(effort.chunk(Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void chunksAreNeverLittleElseThanTheirCommit() {
    looks(3, share -> 10);
    looks(4, share -> 30);

    assertThat(effort.share()).isEqualTo(Yielding.LEAST);
    assertThat(effort.chunk(Duration.ofMillis(200))).isEqualTo(Duration.ofMillis(40));
    assertThat(effort.chunk(Duration.ofMillis(25))).isEqualTo(Duration.ofMillis(25));
  }

  private void looks(int times, DoubleUnaryOperator millisAtShare) {
    for (int i = 0; i < times; i++) {
      look(new Felt(commits(millisAtShare.applyAsDouble(effort.share()), COMMITS), false));
    }
  }

  private void look(Felt felt) {
    now = now.plusSeconds(1);
    effort = Yielding.next(effort, felt, LIMIT, now);
  }

  private static List<Duration> commits(double millis, int count) {
    return Collections.nCopies(count, duration(millis));
  }

  private static Duration duration(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }
}
