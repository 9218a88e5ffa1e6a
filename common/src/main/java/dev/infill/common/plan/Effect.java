package dev.infill.common.plan;

/**
 * What a statement does to the table while it runs.
 *
 * @param lock the table lock it takes, as the server names it; empty for none
 * @param rewrites whether it writes every row anew
 * @param scans whether it reads every row
 * @param remark what else is to be known of it, in a few words; may be empty
 */
public record Effect(String lock, boolean rewrites, boolean scans, String remark) {
  /** Of a statement that is not known here. */
  public static final String UNKNOWN = "not known";
}
