package dev.infill.common.plan;

import java.time.Duration;

/**
 * What filling a sample of a table's rows came to.
 *
 * @param rows in the sample, at least 1
 * @param inPlace of these, written on the page where they were
 * @param took the time of the fill
 * @param tableBytes the sample's size before
 * @param filledTableBytes and after
 * @param indexBytes the size of its indexes before
 * @param filledIndexBytes and after
 * @param indexes how many it has
 * @param newIndexBytes the size of the indexes that the spec asks for
 */
public record SampleFacts(
    long rows,
    long inPlace,
    Duration took,
    long tableBytes,
    long filledTableBytes,
    long indexBytes,
    long filledIndexBytes,
    int indexes,
    long newIndexBytes) {}
