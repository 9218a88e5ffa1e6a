package dev.infill.common.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds passwords and tokens by their reference: <code>${env:NAME}</code> is an environment
 * variable, <code>${file:/path}</code> the first line of a file. The empty reference is the empty
 * secret.
 *
 * <p>References travel on topics; what they stand for is read anew on each call and never kept, so
 * a rotated password is found without a restart.
 */
public final class Secrets {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  private final Map<String, String> environment;

  /**
   * @param environment the variables that references may name
   */
  public Secrets(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Finds variables in the environment of this process. */
  public static Secrets ofProcess() {
    return new Secrets(System.getenv());
  }

  /** Whether a text is empty or names a secret's place, and so is no secret itself. */
  public static boolean isReference(String text) {
    return text.isEmpty() || REFERENCE.matcher(text).matches();
  }

  /**
   * Reads the secret.
   *
   * @throws MissingSecretException when the reference is none, or nothing is found where it points;
   *     the message never holds a secret
   */
  public String resolve(String reference) throws MissingSecretException {
    if (reference.isEmpty()) {
      return "";
    }
    var matcher = REFERENCE.matcher(reference);
    if (!matcher.matches()) {
      throw new MissingSecretException(
          "a secret must be named as ${env:NAME} or ${file:/path}, not written out");
    }
    String place = matcher.group(2);
    return matcher.group(1).equals("env") ? variable(place) : firstLine(Path.of(place));
  }

  private String variable(String name) throws MissingSecretException {
    String value = environment.get(name);
    if (value == null) {
      throw new MissingSecretException(
          "the environment variable " + name + " is not set for this process");
    }
    return value;
  }

  private static String firstLine(Path file) throws MissingSecretException {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("");
    } catch (IOException e) {
      throw new MissingSecretException(
          "the file " + file + " can't be read: " + e.getClass().getSimpleName());
    }
  }
}
