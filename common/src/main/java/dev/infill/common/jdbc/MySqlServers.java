package dev.infill.common.jdbc;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The servers that a URL of MySQL lists, as in {@code jdbc:mysql://one:3306,two:3306/app}.
 *
 * @param names a host and perhaps a port each; one where the URL is of another form
 */
record MySqlServers(String before, List<String> names, String behind) {
  private static final Pattern LIST = Pattern.compile("(jdbc:mysql://)([^/?()@]*)(.*)");

  MySqlServers {
    names = List.copyOf(names);
  }

  static MySqlServers of(String url) {
    var list = LIST.matcher(url);
    return list.matches()
        ? new MySqlServers(list.group(1), List.of(list.group(2).split(",")), list.group(3))
        : new MySqlServers("", List.of(url), "");
  }

  boolean several() {
    return names.size() > 1;
  }

  /** The URL of one of them alone. */
  String url(String name) {
    return before + name + behind;
  }
}
