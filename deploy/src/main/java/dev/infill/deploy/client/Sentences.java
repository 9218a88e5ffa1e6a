package dev.infill.deploy.client;

/** Puts what is wrong and what to do together, whoever wrote them. */
public final class Sentences {
  private Sentences() {}

  /** Both with a full stop in between. */
  public static String of(String sentence, String advice) {
    return closed(sentence) + " " + advice;
  }

  private static String closed(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }
}
