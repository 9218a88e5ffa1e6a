package dev.infill.common.model;

/** The kind of database server a shard runs on. */
public enum Engine {
  POSTGRESQL,
  MYSQL
}
