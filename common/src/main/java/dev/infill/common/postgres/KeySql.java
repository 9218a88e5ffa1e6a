package dev.infill.common.postgres;

import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The columns of a key, as they stand in statements. They are counted from 1. */
record KeySql(List<KeyColumn> key) {
  int size() {
    return key.size();
  }

  /** The rows of a range: a row comparison, which the key's index answers as one. */
  String within(KeyRange range) {
    String keys = key.size() == 1 ? names() : "(" + names() + ")";
    String bound = key.size() == 1 ? bound(1) : "(" + each(this::bound) + ")";
    if (range.after().isEmpty() && range.upTo().isEmpty()) {
      return "true";
    }
    var ends = new ArrayList<String>();
    range.after().ifPresent(after -> ends.add(keys + " > " + bound));
    range.upTo().ifPresent(upTo -> ends.add(keys + " <= " + bound));
    return String.join(" AND ", ends);
  }

  /** Keys, written each as asked, behind one that is bound. */
  String behind(Function<Integer, String> part) {
    return key.size() == 1
        ? part.apply(1) + " > " + bound(1)
        : "(%s) > (%s)".formatted(each(part), each(this::bound));
  }

  String names() {
    return each(this::name);
  }

  String name(int i) {
    return Quoting.identifier(key.get(i - 1).name());
  }

  private String bound(int i) {
    return "?::" + type(i);
  }

  String type(int i) {
    return key.get(i - 1).type();
  }

  /** The row's hash from that of its columns: each part's hash seeds the next one's. */
  String digest(String hashed) {
    String hash = hashed;
    for (int i = 1; i <= size(); i++) {
      hash = "hashtextextended(%s::text COLLATE \"C\", %s)".formatted(name(i), hash);
    }
    return hash;
  }

  String each(Function<Integer, String> part) {
    return IntStream.rangeClosed(1, key.size())
        .mapToObj(part::apply)
        .collect(Collectors.joining(", "));
  }

  String all(Function<Integer, String> part) {
    return IntStream.rangeClosed(1, key.size())
        .mapToObj(part::apply)
        .collect(Collectors.joining(" AND "));
  }
}
