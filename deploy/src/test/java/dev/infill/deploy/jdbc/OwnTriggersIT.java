package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.deploy.jdbc.RowServer.Keys;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A trigger of the table's own has the last word on what we write; it is not taken for ours. */
@ParameterizedClass
@EnumSource
class OwnTriggersIT extends OnRows {
  @Test
  void whatATriggerKeptOrChangedIsNotTakenForSettled() throws Exception {
    database.execute(resisting());
    try {
      var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
      var asked = List.of(Key.of("5"), Key.of("7"), Key.of("9"));

      var first = rows.write(asked, SHORT);
      assertThat(first.existing()).containsExactlyInAnyOrderElementsOf(asked);
      assertThat(first.written())
          .containsExactlyInAnyOrderElementsOf(andKept(Key.of("7"), Key.of("9")));
      assertThat(first.unsettled()).containsExactlyInAnyOrder(Key.of("5"), Key.of("7"));
      assertThat(first.locked()).isEmpty();

      var second = rows.writeUnlocked(asked);
      assertThat(second.written()).containsExactlyInAnyOrderElementsOf(andKept(Key.of("7")));
      assertThat(second.unsettled()).containsExactlyInAnyOrder(Key.of("5"), Key.of("7"));
      assertThat(second.locked()).isEmpty();
    } finally {
      database.execute(gone());
    }
  }

  /** What a trigger changes is counted as differing by the check, row by row. */
  @Test
  void whatATriggerChangedIsFoundByTheCheck() throws Exception {
    database.execute(resisting());
    try {
      var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);

      rows.fill(KeyRange.ALL, SHORT);
      var checked = rows.check(KeyRange.ALL, 10);

      assertThat(checked.differing()).containsExactlyInAnyOrder(Key.of("5"), Key.of("7"));
    } finally {
      database.execute(gone());
    }
  }

  /** MySQL tells a row that its trigger kept as one that was written; it is unsettled on both. */
  private List<Key> andKept(Key... written) {
    return Stream.concat(
            Stream.of(written), server.isMySql() ? Stream.of(Key.of("5")) : Stream.of())
        .toList();
  }

  /** Keeps one row as it is, and has its own will with another. */
  private String[] resisting() {
    return server.isMySql()
        ? new String[] {
          """
          CREATE TRIGGER resist BEFORE UPDATE ON people FOR EACH ROW
          BEGIN
            IF NEW.id = 5 THEN SET NEW.c = OLD.c; END IF;
            IF NEW.id = 7 THEN SET NEW.c = 'mine'; END IF;
          END
          """
        }
        : new String[] {
          """
          CREATE FUNCTION resist() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF NEW.id = 5 THEN RETURN NULL; END IF;
            IF NEW.id = 7 THEN NEW.c := 'mine'; END IF;
            RETURN NEW;
          END $$
          """,
          "CREATE TRIGGER resist BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION resist()"
        };
  }

  private String[] gone() {
    return server.isMySql()
        ? new String[] {"DROP TRIGGER resist"}
        : new String[] {"DROP TRIGGER resist ON people", "DROP FUNCTION resist"};
  }
}
