package dev.infill.common.spec;

/**
 * One thing wrong with a file.
 *
 * @param file the file as the operator named it
 * @param line counted from 1; 0 where the file as a whole is meant
 * @param field the path to the value, such as {@code writers.quiet}; empty where the file as a
 *     whole is meant
 * @param sentence what is wrong
 * @param advice what would do
 */
public record SpecProblem(String file, int line, String field, String sentence, String advice) {
  @Override
  public String toString() {
    var where = new StringBuilder(file);
    if (line > 0) {
      where.append(':').append(line);
    }
    if (!field.isEmpty()) {
      where.append(": ").append(field);
    }
    return where + ": " + sentence + " " + advice;
  }
}
