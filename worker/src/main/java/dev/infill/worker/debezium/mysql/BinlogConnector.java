package dev.infill.worker.debezium.mysql;

import io.debezium.connector.mysql.MySqlConnector;
import org.apache.kafka.connect.connector.Task;

/** Debezium's connector for MySQL with a task of ours. Made by the engine, by its name. */
public final class BinlogConnector extends MySqlConnector {
  @Override
  public Class<? extends Task> taskClass() {
    return BinlogTask.class;
  }
}
