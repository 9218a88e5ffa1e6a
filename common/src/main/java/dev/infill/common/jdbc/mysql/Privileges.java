package dev.infill.common.jdbc.mysql;

import java.sql.SQLException;
import java.util.Set;

/** What the user may do. */
public final class Privileges {
  private static final Set<Integer> LACKING = Set.of(1044, 1142, 1143, 1227, 1370);

  private Privileges() {}

  /** Whether a statement was refused since the user lacks a privilege for it. */
  public static boolean lacking(SQLException e) {
    return LACKING.contains(e.getErrorCode());
  }
}
