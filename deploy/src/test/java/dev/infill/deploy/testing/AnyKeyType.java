package dev.infill.deploy.testing;

import java.util.List;

/** A type that a key may have on some engine, with values to try it with. */
public interface AnyKeyType {
  /** The column's type, with its collation, as the server formats it. */
  String definition();

  /** The values at the type's ends, and odd ones, as texts. */
  List<String> ends();

  /** Whether {@link #made} gives as many values as are asked for. */
  boolean many();

  /** An expression over an integer column {@code i} from 1 to 30000, another value for each. */
  String made();
}
