package dev.infill.deploy.bench;

import java.util.List;

/** What a suite found; the JSON of it is that of the record which implements this. */
public interface SuiteReport {
  String suite();

  /** The figures that have a target. */
  List<Target> targets();

  /** All of it for people: Markdown, a line each; the targets are told apart from it. */
  List<String> lines();
}
