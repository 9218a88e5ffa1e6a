package dev.infill.common.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of what a migration makes on a shard: readable, and never those of another migration. */
public final class UniqueName {
  private static final int HASH = 8;

  private UniqueName() {}

  /**
   * A name of lower-case letters, digits and underscores.
   *
   * @param prefix what it begins with
   * @param readable shown as far as there is room
   * @param unique what no other has; its hash ends the name
   * @param most characters that the name may have
   */
  public static String of(String prefix, String readable, String unique, int most) {
    String plain = readable.replaceAll("[^a-z0-9]+", "_");
    int room = most - prefix.length() - HASH - 1;
    return prefix + plain.substring(0, Math.min(room, plain.length())) + "_" + hash(unique);
  }

  /** Eight characters that tell two texts apart. */
  public static String hash(String unique) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(unique.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
