package dev.infill.common.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.TableName;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text of every statement that puts a constraint on a table. */
class ConstraintDdlTest {
  private static final TableName USERS = new TableName("app", "Users");

  @Test
  void aConstraintBindsNewRowsFirst() {
    assertThat(ConstraintDdl.addCheck(USERS, "Users_c_check", "c <> ''"))
        .isEqualTo(
            "ALTER TABLE \"app\".\"Users\" ADD CONSTRAINT \"Users_c_check\" CHECK (c <> '') NOT VALID");
    assertThat(ConstraintDdl.addNotNull(USERS, "c"))
        .isEqualTo("ALTER TABLE \"app\".\"Users\" ADD NOT NULL \"c\" NOT VALID");
    assertThat(ConstraintDdl.setDefault(USERS, "c", "gen_random_uuid()"))
        .isEqualTo(
            "ALTER TABLE \"app\".\"Users\" ALTER COLUMN \"c\" SET DEFAULT gen_random_uuid()");
  }

  @Test
  void aForeignKeyNamesWhatItPointsAtAndWhatFollows() {
    var brief =
        new ReferencesSpec(
            new TableName("app", "mails"),
            List.of(),
            List.of("c"),
            Action.NO_ACTION,
            Action.NO_ACTION);
    var full =
        new ReferencesSpec(
            new TableName("app", "mails"),
            List.of("tenant", "id"),
            List.of("t", "c"),
            Action.SET_NULL,
            Action.CASCADE);

    assertThat(ConstraintDdl.addForeignKey(USERS, "Users_c_fkey", brief, false))
        .isEqualTo(
            "ALTER TABLE \"app\".\"Users\" ADD CONSTRAINT \"Users_c_fkey\" FOREIGN KEY (\"c\")"
                + " REFERENCES \"app\".\"mails\" NOT VALID");
    assertThat(ConstraintDdl.addForeignKey(USERS, "k", full, true))
        .isEqualTo(
            "ALTER TABLE \"app\".\"Users\" ADD CONSTRAINT \"k\" FOREIGN KEY (\"t\", \"c\")"
                + " REFERENCES \"app\".\"mails\" (\"tenant\", \"id\") ON DELETE SET NULL ON UPDATE"
                + " CASCADE");
  }

  @Test
  void whatIsBoundIsValidatedSetAndDropped() {
    assertThat(ConstraintDdl.validate(USERS, "k"))
        .isEqualTo("ALTER TABLE \"app\".\"Users\" VALIDATE CONSTRAINT \"k\"");
    assertThat(ConstraintDdl.setNotNull(USERS, "c"))
        .isEqualTo("ALTER TABLE \"app\".\"Users\" ALTER COLUMN \"c\" SET NOT NULL");
    assertThat(ConstraintDdl.drop(USERS, "k"))
        .isEqualTo("ALTER TABLE \"app\".\"Users\" DROP CONSTRAINT \"k\"");
  }
}
