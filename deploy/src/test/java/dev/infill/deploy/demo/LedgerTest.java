package dev.infill.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05.000006Z");
  private static final Ledger.Row OLD =
      new Ledger.Row("Old@Example.COM", new BigDecimal("1.00"), WRITTEN);
  private static final Ledger.Row NEW =
      new Ledger.Row("New@Example.COM", new BigDecimal("2.00"), WRITTEN);

  private final Ledger ledger = new Ledger();

  @Test
  void agreesOnlyWithWhatWasWrittenLast() {
    ledger.inserted(1, OLD);
    ledger.updated(1, NEW);

    assertThat(ledger.agrees(1, Optional.of(NEW))).isTrue();
    assertThat(ledger.agrees(1, Optional.of(OLD))).isFalse();
    assertThat(ledger.agrees(1, Optional.empty())).isFalse();
  }

  @Test
  void comparesAmountsByTheirValue() {
    ledger.updated(1, OLD);

    assertThat(
            ledger.agrees(
                1, Optional.of(new Ledger.Row("Old@Example.COM", new BigDecimal("1"), WRITTEN))))
        .isTrue();
  }

  @Test
  void expectsNothingWhereARowWasDeletedOrMovedAway() {
    ledger.deleted(1);
    ledger.moved(2, 3, NEW);

    assertThat(ledger.agrees(1, Optional.empty())).isTrue();
    assertThat(ledger.agrees(2, Optional.of(NEW))).isFalse();
    assertThat(ledger.agrees(3, Optional.of(NEW))).isTrue();
    assertThat(ledger.growth()).isEqualTo(-1);
  }

  @Test
  void seesThatSomebodyElseMovedTheTimeOfARow() {
    ledger.updated(1, OLD);

    assertThat(ledger.isTouched(1, OLD)).isFalse();
    assertThat(
            ledger.isTouched(
                1, new Ledger.Row(OLD.email(), OLD.amount(), WRITTEN.plusNanos(1_000))))
        .isTrue();
    assertThat(ledger.isTouched(2, OLD)).isFalse();
  }

  @Test
  void takesEitherWhenTheAnswerToACommitGotLost() {
    ledger.unsure(1, Optional.of(OLD), Optional.of(NEW));

    assertThat(ledger.agrees(1, Optional.of(OLD))).isTrue();
    assertThat(ledger.agrees(1, Optional.of(NEW))).isTrue();
    assertThat(ledger.agrees(1, Optional.empty())).isFalse();
    assertThat(ledger.row(1)).isEmpty();
  }
}
