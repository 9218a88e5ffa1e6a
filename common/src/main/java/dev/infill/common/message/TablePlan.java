package dev.infill.common.message;

import dev.infill.common.model.ColumnFill;
import java.util.List;

/**
 * What the plan learned of a table, as far as later steps need it.
 *
 * @param fill the columns, their rules and the key to walk by
 * @param rowEstimate rows by the server's statistics, 0 or more
 * @param tableBytes size of the table with its indexes
 * @param serverVersion as the server writes it
 * @param ownWrites what becomes of our own writes in the capture
 * @param identityIndex the unique index that becomes the replica identity while captured; empty
 *     when the table has a fit one
 * @param scatter in how many passes the rows are filled
 * @param findings warnings and notes; an error would have refused the plan
 */
public record TablePlan(
    ColumnFill fill,
    long rowEstimate,
    long tableBytes,
    String serverVersion,
    OwnWrites ownWrites,
    String identityIndex,
    Scatter scatter,
    List<Finding> findings) {
  public TablePlan {
    findings = List.copyOf(findings);
  }
}
