package dev.infill.common.mysql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The character sets in which a key can be read from the log, where it stands as bytes: those of
 * which Java and the server mean the same letters.
 */
public final class KeyCharsets {
  /** Java has no letter for five of its bytes, and the server has. */
  public static final Charset LATIN1 = Charset.forName("windows-1252");

  private static final Map<String, Charset> BY_NAME =
      Map.ofEntries(
          Map.entry("utf8mb4", StandardCharsets.UTF_8),
          Map.entry("utf8mb3", StandardCharsets.UTF_8),
          Map.entry("utf8", StandardCharsets.UTF_8),
          Map.entry("ascii", StandardCharsets.US_ASCII),
          Map.entry("latin1", LATIN1),
          Map.entry("latin2", Charset.forName("ISO-8859-2")),
          Map.entry("latin5", Charset.forName("ISO-8859-9")),
          Map.entry("latin7", Charset.forName("ISO-8859-13")),
          Map.entry("greek", Charset.forName("ISO-8859-7")),
          Map.entry("hebrew", Charset.forName("ISO-8859-8")),
          Map.entry("cp1250", Charset.forName("windows-1250")),
          Map.entry("cp1251", Charset.forName("windows-1251")),
          Map.entry("cp1256", Charset.forName("windows-1256")),
          Map.entry("cp1257", Charset.forName("windows-1257")),
          Map.entry("koi8r", Charset.forName("KOI8-R")),
          Map.entry("koi8u", Charset.forName("KOI8-U")),
          Map.entry("ucs2", StandardCharsets.UTF_16BE),
          Map.entry("utf16", StandardCharsets.UTF_16BE),
          Map.entry("utf16le", StandardCharsets.UTF_16LE),
          Map.entry("utf32", Charset.forName("UTF-32BE")));

  private static final Pattern IN_TYPE =
      Pattern.compile("CHARACTER SET (\\w+)", Pattern.CASE_INSENSITIVE);

  private KeyCharsets() {}

  /** By the server's name for it; empty for one in which no key is read. */
  public static Optional<Charset> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT)));
  }

  /** Whether a key of this type, as {@code SHOW CREATE TABLE} writes it, is read. */
  public static boolean reads(String type) {
    var named = IN_TYPE.matcher(type);
    return !named.find() || of(named.group(1)).isPresent();
  }
}
