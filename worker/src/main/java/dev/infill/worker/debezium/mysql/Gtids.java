package dev.infill.worker.debezium.mysql;

import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Names of transactions: {@code uuid:number}, or {@code uuid:tag:number}. */
final class Gtids {
  private Gtids() {}

  /** One set of them, as the server reads it; empty for none. */
  static String union(Collection<String> gtids) {
    SortedMap<String, SortedSet<Long>> numbers = new TreeMap<>();
    for (String gtid : gtids) {
      int colon = gtid.lastIndexOf(':');
      numbers
          .computeIfAbsent(gtid.substring(0, colon), absent -> new TreeSet<>())
          .add(Long.valueOf(gtid.substring(colon + 1)));
    }
    return numbers.entrySet().stream()
        .map(source -> source.getKey() + intervals(source.getValue()))
        .collect(Collectors.joining(","));
  }

  private static String intervals(SortedSet<Long> numbers) {
    var text = new StringBuilder();
    long first = numbers.first();
    long last = first;
    for (long number : numbers) {
      if (number > last + 1) {
        text.append(interval(first, last));
        first = number;
      }
      last = number;
    }
    return text.append(interval(first, last)).toString();
  }

  private static String interval(long first, long last) {
    return ":" + first + (last > first ? "-" + last : "");
  }
}
