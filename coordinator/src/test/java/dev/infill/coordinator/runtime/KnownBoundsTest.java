package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.TablePlan;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownBoundsTest {
  private static final Optional<Key> BEGINNING = Optional.empty();

  private final KnownBounds bounds = new KnownBounds();

  @Test
  void boundsAreKnownBehindTheBeginningAndBehindEachOther() {
    bounds.learn(ID, PLAN, BEGINNING, keys("10", "20"));
    bounds.learn(ID, PLAN, after("20"), keys("30"));

    assertThat(bounds.behind(ID, PLAN, BEGINNING, 2, 4)).isEqualTo(keys("10", "20"));
    assertThat(bounds.behind(ID, PLAN, after("20"), 8, 4)).isEqualTo(keys("30"));
    assertThat(bounds.behind(ID, PLAN, after("30"), 8, 4)).isEmpty();
    assertThat(bounds.behind(ID, PLAN, after("15"), 8, 4)).isEmpty();
  }

  @Test
  void rangesOfAFillAreCheckedTogetherWhereThereAreManyOfThem() {
    bounds.learn(ID, PLAN, BEGINNING, keys("10", "11", "12", "13", "14", "15", "16", "17", "18"));

    assertThat(bounds.behind(ID, PLAN, BEGINNING, 2, 2)).isEqualTo(keys("11", "13"));
    assertThat(bounds.behind(ID, PLAN, after("13"), 8, 2)).isEqualTo(keys("15", "17", "18"));
    assertThat(bounds.behind(ID, PLAN, after("18"), 8, 2)).isEmpty();
    assertThat(bounds.behind(ID, PLAN, BEGINNING, 8, 1)).isEqualTo(keys("13", "17", "18"));
    assertThat(bounds.behind(ID, PLAN, BEGINNING, 3, 8)).isEqualTo(keys("10", "11", "12"));
  }

  @Test
  void walkThatBeginsAnewReplacesTheOneBefore() {
    bounds.learn(ID, PLAN, BEGINNING, keys("10", "20"));

    bounds.learn(ID, PLAN, BEGINNING, keys("15"));

    assertThat(bounds.behind(ID, PLAN, BEGINNING, 8, 4)).isEqualTo(keys("15"));
    assertThat(bounds.behind(ID, PLAN, after("10"), 8, 4)).isEmpty();
  }

  @Test
  void anotherTableUnderTheSameNameIsNotCutByThem() {
    bounds.learn(ID, PLAN, BEGINNING, keys("10"));

    assertThat(bounds.behind(ID, another(PLAN), BEGINNING, 8, 4)).isEmpty();
  }

  @Test
  void whatIsForgottenIsNotKnown() {
    bounds.learn(ID, PLAN, BEGINNING, keys("10"));

    bounds.forget(ID);

    assertThat(bounds.behind(ID, PLAN, BEGINNING, 8, 4)).isEmpty();
  }

  @Test
  void moreThanMayBeHeldPushesOutWhatWasKnown() {
    var other = new MigrationShard(new MigrationId("other"), ID.shard());
    bounds.learn(other, PLAN, BEGINNING, keys("10"));

    bounds.learn(
        ID,
        PLAN,
        BEGINNING,
        IntStream.range(0, KnownBounds.MOST).mapToObj(n -> Key.of("k" + n)).toList());

    assertThat(bounds.behind(other, PLAN, BEGINNING, 8, 4)).isEmpty();
    assertThat(bounds.behind(ID, PLAN, BEGINNING, 8, 4)).hasSize(8);
  }

  private static TablePlan another(TablePlan plan) {
    return new TablePlan(
        plan.fill(),
        plan.rowEstimate() + 1,
        plan.tableBytes(),
        plan.serverVersion(),
        plan.ownWrites(),
        "",
        plan.scatter(),
        List.of());
  }

  private static Optional<Key> after(String key) {
    return Optional.of(Key.of(key));
  }

  private static List<Key> keys(String... texts) {
    return List.of(texts).stream().map(Key::of).toList();
  }
}
