package dev.infill.common.jdbc;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is written on the publication, as its comment: all that must be known of the table's state
 * before, and is nowhere else.
 *
 * @param identities the replica identities that were changed, DEFAULT or NOTHING, by the table's
 *     number
 * @param partitions each partition's number and the transaction that attached it: whoever is not
 *     here came later
 * @param rest what else stands in the comment, behind it
 */
public record CaptureNote(Map<Long, String> identities, Map<Long, Long> partitions, String rest) {
  private static final Pattern NOTE =
      Pattern.compile(
          "Infill; replica identities before:((?: \\d+=\\w+)*); partitions:((?: \\d+=\\d+)*)(.*)",
          Pattern.DOTALL);

  private static final Pattern ENTRY = Pattern.compile("(\\d+)=(\\w+)");

  public CaptureNote {
    identities = Map.copyOf(identities);
    partitions = Map.copyOf(partitions);
  }

  /** Reads what {@link #text} wrote; a comment of somebody else says nothing. */
  public static CaptureNote of(String comment) {
    var note = NOTE.matcher(comment);
    return note.matches()
        ? new CaptureNote(
            entries(note.group(1)),
            entries(note.group(2)).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> Long.valueOf(e.getValue()))),
            note.group(3))
        : new CaptureNote(Map.of(), Map.of(), "");
  }

  /** The same with other partitions. */
  public CaptureNote with(Map<Long, Long> others) {
    return new CaptureNote(identities, others, rest);
  }

  /** The comment. */
  public String text() {
    return "Infill; replica identities before:"
        + listed(identities)
        + "; partitions:"
        + listed(partitions)
        + rest;
  }

  private static Map<Long, String> entries(String text) {
    return ENTRY
        .matcher(text)
        .results()
        .collect(Collectors.toMap(entry -> Long.valueOf(entry.group(1)), entry -> entry.group(2)));
  }

  private static String listed(Map<Long, ?> entries) {
    return new TreeMap<>(entries)
        .entrySet().stream()
            .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining());
  }
}
