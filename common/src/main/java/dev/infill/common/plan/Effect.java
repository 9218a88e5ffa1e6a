package dev.infill.common.plan;

import java.util.Optional;

/**
 * What a statement does to the table while it runs.
 *
 * @param lock the table lock it takes, as the server names it; empty for none
 * @param algorithm how the table is changed, as the server names it; empty where nothing is, or the
 *     server has no such word
 * @param rewrites whether it writes every row anew
 * @param scans whether it reads every row
 * @param remark what else is to be known of it, in a few words; may be empty
 */
public record Effect(
    String lock, Optional<String> algorithm, boolean rewrites, boolean scans, String remark) {
  /** Of a statement that is not known here. */
  public static final String UNKNOWN = "not known";

  /** Without an algorithm. */
  public Effect(String lock, boolean rewrites, boolean scans, String remark) {
    this(lock, Optional.empty(), rewrites, scans, remark);
  }
}
