package dev.infill.common.model;

import java.util.List;

/**
 * A fill rule in Java, which the workers have.
 *
 * @param name the transform's name
 * @param sources the columns that it reads, unquoted and in its order; at least one
 */
public record TransformRule(String name, List<String> sources) {
  public TransformRule {
    sources = List.copyOf(sources);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("a transform reads at least one column: " + name);
    }
  }
}
