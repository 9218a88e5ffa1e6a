package dev.infill.deploy.cli;

import java.util.List;

/** What was given is wrong or out of reach. Each sentence says what, and what to do about it. */
public final class WrongInputException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> sentences;

  public WrongInputException(List<String> sentences) {
    super(String.join("\n", sentences));
    this.sentences = List.copyOf(sentences);
  }

  public WrongInputException(String sentence) {
    this(List.of(sentence));
  }

  public List<String> sentences() {
    return sentences;
  }
}
