package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Key;
import dev.infill.common.model.Sync;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A trigger of the table's own has the last word on what we write; it is not taken for ours. */
@ParameterizedClass
@EnumSource(Server.class)
class OwnTriggersIT extends OnPeople {
  @Test
  void whatATriggerKeptOrChangedIsNotTakenForSettled() throws Exception {
    database.execute(
        """
        CREATE FUNCTION resist() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.id = 5 THEN RETURN NULL; END IF;
          IF NEW.id = 7 THEN NEW.c := 'mine'; END IF;
          RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER resist BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION resist()");
    try {
      var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
      var asked = List.of(Key.of("5"), Key.of("7"), Key.of("9"));

      var first = rows.write(asked, SHORT);
      assertThat(first.existing()).containsExactlyInAnyOrderElementsOf(asked);
      assertThat(first.written()).containsExactlyInAnyOrder(Key.of("7"), Key.of("9"));
      assertThat(first.unsettled()).containsExactlyInAnyOrder(Key.of("5"), Key.of("7"));
      assertThat(first.locked()).isEmpty();

      var second = rows.writeUnlocked(asked);
      assertThat(second.written()).containsExactly(Key.of("7"));
      assertThat(second.unsettled()).containsExactlyInAnyOrder(Key.of("5"), Key.of("7"));
      assertThat(second.locked()).isEmpty();
    } finally {
      database.execute("DROP TRIGGER resist ON people", "DROP FUNCTION resist");
    }
  }
}
