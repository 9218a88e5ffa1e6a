package dev.infill.common.transform;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The transforms that a process has, by their names. Safe for all threads. */
public final class Transforms {
  /** Without any. */
  public static final Transforms NONE = new Transforms(Map.of());

  private final Map<String, ColumnTransform> byName;

  private Transforms(Map<String, ColumnTransform> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * All that a class loader and its parents have.
   *
   * @throws IllegalStateException when two have the same name, since nobody could say which counts
   * @throws java.util.ServiceConfigurationError when one can't be made
   */
  public static Transforms load(ClassLoader loader) {
    return of(ServiceLoader.load(ColumnTransform.class, loader));
  }

  /**
   * These.
   *
   * @throws IllegalStateException when two have the same name
   */
  public static Transforms of(Iterable<ColumnTransform> transforms) {
    var byName = new HashMap<String, ColumnTransform>();
    for (ColumnTransform transform : transforms) {
      var other = byName.putIfAbsent(transform.name(), transform);
      if (other != null) {
        throw new IllegalStateException(
            "two transforms are called %s: %s and %s; take one away"
                .formatted(
                    transform.name(), other.getClass().getName(), transform.getClass().getName()));
      }
    }
    return new Transforms(byName);
  }

  public Optional<ColumnTransform> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
