package dev.infill.common.model;

/** The kind of database server a shard runs on. */
public enum Engine {
  POSTGRESQL("postgresql", "PostgreSQL"),
  MYSQL("mysql", "MySQL");

  private final String key;
  private final String title;

  Engine(String key, String title) {
    this.key = key;
    this.title = title;
  }

  /** As a spec and a JDBC URL name it. */
  public String key() {
    return key;
  }

  /** As people name it. */
  public String title() {
    return title;
  }
}
