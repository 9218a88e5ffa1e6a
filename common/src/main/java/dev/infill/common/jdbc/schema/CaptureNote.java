package dev.infill.common.jdbc.schema;

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
 */
public record CaptureNote(Map<Long, String> identities, Map<Long, Long> partitions) {
  private static final String BEGINS = "Infill; replica identities before:";
  private static final String THEN = "; partitions:";
  private static final Pattern IDENTITY = Pattern.compile(" (\\d+)=(DEFAULT|NOTHING)");
  private static final Pattern PARTITION = Pattern.compile(" (\\d+)=(\\d+)");

  public CaptureNote {
    identities = Map.copyOf(identities);
    partitions = Map.copyOf(partitions);
  }

  /** Reads what {@link #text} wrote; a comment of somebody else says nothing. */
  public static CaptureNote of(String comment) {
    Map<Long, String> identities = new TreeMap<>();
    Map<Long, Long> partitions = new TreeMap<>();
    int then = comment.indexOf(THEN);
    if (comment.startsWith(BEGINS) && then > 0) {
      var identity = IDENTITY.matcher(comment.substring(0, then));
      while (identity.find()) {
        identities.put(Long.valueOf(identity.group(1)), identity.group(2));
      }
      var partition = PARTITION.matcher(comment.substring(then));
      while (partition.find()) {
        partitions.put(Long.valueOf(partition.group(1)), Long.valueOf(partition.group(2)));
      }
    }
    return new CaptureNote(identities, partitions);
  }

  /** The comment. */
  public String text() {
    return BEGINS + listed(identities) + THEN + listed(partitions);
  }

  private static String listed(Map<Long, ?> entries) {
    return new TreeMap<>(entries)
        .entrySet().stream()
            .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining());
  }
}
