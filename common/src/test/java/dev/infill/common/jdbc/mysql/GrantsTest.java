package dev.infill.common.jdbc.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantsTest {
  private static final TableName USERS = new TableName("app", "users");

  @Test
  void privilegesOfTheServerHoldForEachTable() {
    var grants =
        Grants.of(
            List.of(
                "GRANT SELECT, REPLICATION SLAVE ON *.* TO `infill`@`%`",
                "GRANT SESSION_VARIABLES_ADMIN ON *.* TO `infill`@`%`"));

    assertThat(grants.everywhere("REPLICATION SLAVE")).isTrue();
    assertThat(grants.everywhere("SESSION_VARIABLES_ADMIN")).isTrue();
    assertThat(grants.everywhere("PROCESS")).isFalse();
    assertThat(grants.onTable("SELECT", USERS)).isTrue();
    assertThat(grants.onTable("UPDATE", USERS)).isFalse();
  }

  @Test
  void allPrivilegesIncludeEach() {
    var grants =
        Grants.of(List.of("GRANT ALL PRIVILEGES ON `app`.* TO `infill`@`%` WITH GRANT OPTION"));

    assertThat(grants.inDatabase("CREATE TEMPORARY TABLES", "app")).isTrue();
    assertThat(grants.inDatabase("SELECT", "other")).isFalse();
    assertThat(grants.everywhere("PROCESS")).isFalse();
  }

  @Test
  void privilegesOfATableAreNotThoseOfItsDatabase() {
    var grants = Grants.of(List.of("GRANT SELECT, UPDATE ON `app`.`users` TO `infill`@`%`"));

    assertThat(grants.onTable("UPDATE", USERS)).isTrue();
    assertThat(grants.onTable("UPDATE", new TableName("app", "others"))).isFalse();
    assertThat(grants.inDatabase("UPDATE", "app")).isFalse();
  }

  @Test
  void privilegesOfSingleColumnsDoNotCount() {
    var grants =
        Grants.of(List.of("GRANT SELECT (`id`, `email`), UPDATE ON `app`.`users` TO `infill`@`%`"));

    assertThat(grants.onTable("SELECT", USERS)).isFalse();
    assertThat(grants.onTable("UPDATE", USERS)).isTrue();
  }

  @Test
  void databasesAreNamedByPatterns() {
    var grants = Grants.of(List.of("GRANT SELECT ON `shard\\_%`.* TO `infill`@`%`"));

    assertThat(grants.inDatabase("SELECT", "shard_7")).isTrue();
    assertThat(grants.inDatabase("SELECT", "shards")).isFalse();
  }

  @Test
  void whatWasRevokedOfTheServersPrivilegesIsMissing() {
    var grants =
        Grants.of(
            List.of(
                "GRANT SELECT ON *.* TO `infill`@`%`",
                "REVOKE SELECT ON `app`.* FROM `infill`@`%`"));

    assertThat(grants.inDatabase("SELECT", "app")).isFalse();
    assertThat(grants.inDatabase("SELECT", "other")).isTrue();
  }

  @Test
  void namesMayHoldBackquotesAndDots() {
    var grants = Grants.of(List.of("GRANT SELECT ON `a``b.c`.`d.e` TO `infill`@`%`"));

    assertThat(grants.onTable("SELECT", new TableName("a`b.c", "d.e"))).isTrue();
  }

  @Test
  void rolesAndRoutinesArePassedOver() {
    var grants =
        Grants.of(
            List.of(
                "GRANT `reader`@`%` TO `infill`@`%`",
                "GRANT EXECUTE ON PROCEDURE `app`.`p` TO `infill`@`%`",
                "GRANT PROXY ON ``@`` TO `infill`@`%` WITH GRANT OPTION"));

    assertThat(grants.onTable("SELECT", USERS)).isFalse();
  }
}
