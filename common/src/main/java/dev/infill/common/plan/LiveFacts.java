package dev.infill.common.plan;

/**
 * The table that a sample was taken of.
 *
 * @param rows about how many
 * @param tableBytes its size, without indexes and out-of-line values
 * @param indexBytes the size of its indexes
 * @param fillFactor percent of a page that inserts fill
 * @param passes of the fill over each page
 * @param fullPageWrites whether the first change of a page after a checkpoint logs all of it
 * @param fullIdentity whether an update logs the old row too
 * @param checkpointBytes after how much log a checkpoint begins at the latest
 */
public record LiveFacts(
    long rows,
    long tableBytes,
    long indexBytes,
    int fillFactor,
    int passes,
    boolean fullPageWrites,
    boolean fullIdentity,
    long checkpointBytes) {}
