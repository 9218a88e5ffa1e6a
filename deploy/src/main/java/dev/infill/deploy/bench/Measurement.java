package dev.infill.deploy.bench;

import java.util.OptionalDouble;

/**
 * One way in one round.
 *
 * @param round from 1
 * @param load what else ran on the machine just before: the load average of the last minute;
 *     negative where the system does not tell
 * @param seconds on the clock, of the fill alone
 * @param rowsPerSecond rows of the table by these
 * @param serverCpuSeconds of the database server
 * @param clientCpuSeconds of all that drives it; for Infill broker, coordinator and workers
 * @param hotShare of the updates, those that touched no index, between 0 and 1; empty where the
 *     engine does not tell
 * @param verifySeconds of the check of every row after the fill, where the way has one
 */
public record Measurement(
    String way,
    int round,
    double load,
    double seconds,
    double rowsPerSecond,
    double logBytesPerRow,
    long tableBytesBefore,
    long tableBytesAfter,
    long indexBytesBefore,
    long indexBytesAfter,
    double serverCpuSeconds,
    double clientCpuSeconds,
    OptionalDouble hotShare,
    OptionalDouble verifySeconds) {

  static Measurement of(
      String way,
      int round,
      long rows,
      double load,
      FillWay.Filled filled,
      OptionalDouble hotShare) {
    Probe before = filled.before();
    Probe after = filled.after();
    return new Measurement(
        way,
        round,
        load,
        filled.seconds(),
        rows / filled.seconds(),
        (double) (after.logBytes() - before.logBytes()) / rows,
        before.tableBytes(),
        after.tableBytes(),
        before.indexBytes(),
        after.indexBytes(),
        after.serverCpuSeconds() - before.serverCpuSeconds(),
        after.clientCpuSeconds() - before.clientCpuSeconds(),
        hotShare,
        filled.verifySeconds());
  }
}
