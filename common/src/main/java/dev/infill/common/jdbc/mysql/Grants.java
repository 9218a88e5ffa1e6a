package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.TableName;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the user may do, by the server's own account of it, with the roles that are active. */
final class Grants {
  private static final Pattern LINE =
      Pattern.compile(
          "(GRANT|REVOKE) (.+?) ON (?:TABLE )?(\\*\\.\\*|`(?:[^`]|``)*`\\.(?:\\*|`(?:[^`]|``)*`)) (?:TO|FROM) .*",
          Pattern.DOTALL);

  private static final String ALL = "ALL PRIVILEGES";

  /**
   * One line of the account.
   *
   * @param database a pattern, as for LIKE; empty for all
   * @param table empty for all
   */
  private record Grant(boolean given, Set<String> privileges, String database, String table) {}

  private final List<Grant> grants;

  private Grants(List<Grant> grants) {
    this.grants = grants;
  }

  static Grants of(Db db) throws SQLException {
    return of(db.texts("SHOW GRANTS"));
  }

  static Grants of(List<String> lines) {
    return new Grants(lines.stream().flatMap(line -> grant(line).stream()).toList());
  }

  /** Those for single columns are passed over: the whole table is needed. */
  private static List<Grant> grant(String line) {
    var read = LINE.matcher(line);
    if (!read.matches()) {
      return List.of(); // a role, a proxy, a routine
    }
    String on = read.group(3);
    int dot = on.lastIndexOf("`.") < 0 ? on.indexOf('.') : split(on);
    return List.of(
        new Grant(
            read.group(1).equals("GRANT"),
            privileges(read.group(2)),
            plain(on.substring(0, dot)),
            plain(on.substring(dot + 1))));
  }

  /** Where the database's name ends. */
  private static int split(String on) {
    int at = 1;
    while (on.charAt(at) != '`' || on.startsWith("``", at)) {
      at += on.startsWith("``", at) ? 2 : 1;
    }
    return at + 1;
  }

  private static Set<String> privileges(String list) {
    return new HashSet<>(
        Arrays.stream(list.replaceAll("[A-Z_ ]+\\([^)]*\\)", "").split(","))
            .map(privilege -> privilege.strip().toUpperCase(Locale.ROOT))
            .filter(privilege -> !privilege.isEmpty())
            .toList());
  }

  private static String plain(String name) {
    return name.equals("*") ? "" : name.substring(1, name.length() - 1).replace("``", "`");
  }

  /** Whether it may be done anywhere on the server. */
  boolean everywhere(String privilege) {
    return grants.stream()
        .anyMatch(
            grant -> grant.given() && grant.database().isEmpty() && includes(grant, privilege));
  }

  /** Whether it may be done to every table of a database, also one that is not there yet. */
  boolean inDatabase(String privilege, String database) {
    // What is revoked of it again (partial_revokes) is named by the database itself.
    boolean revoked =
        grants.stream()
            .anyMatch(
                grant ->
                    !grant.given()
                        && grant.database().equals(database)
                        && includes(grant, privilege));
    return grants.stream()
        .anyMatch(
            grant ->
                grant.given()
                    && grant.table().isEmpty()
                    && (grant.database().isEmpty() ? !revoked : like(grant.database(), database))
                    && includes(grant, privilege));
  }

  boolean onTable(String privilege, TableName table) {
    return inDatabase(privilege, table.schema())
        || grants.stream()
            .anyMatch(
                grant ->
                    grant.given()
                        && grant.table().equals(table.table())
                        && grant.database().equals(table.schema())
                        && includes(grant, privilege));
  }

  private static boolean includes(Grant grant, String privilege) {
    return grant.privileges().contains(privilege) || grant.privileges().contains(ALL);
  }

  private static boolean like(String pattern, String database) {
    var regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        i++;
        regex.append(Pattern.quote(pattern.substring(i, i + 1)));
      } else {
        regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.matches(regex.toString(), database);
  }
}
