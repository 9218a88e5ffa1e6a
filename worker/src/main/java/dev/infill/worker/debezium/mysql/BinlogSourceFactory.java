package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.connector.binlog.jdbc.BinlogConnectorConnection;
import io.debezium.connector.mysql.MySqlChangeEventSourceFactory;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.MySqlDatabaseSchema;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlStreamingChangeEventSourceMetrics;
import io.debezium.connector.mysql.MySqlTaskContext;
import io.debezium.jdbc.MainConnectionProvidingConnectionFactory;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.source.spi.StreamingChangeEventSource;
import io.debezium.relational.TableId;
import io.debezium.snapshot.SnapshotterService;
import io.debezium.util.Clock;

/** Makes Debezium's sources of changes, and in place of the one that streams, ours. */
final class BinlogSourceFactory extends MySqlChangeEventSourceFactory {
  private final Parts parts;

  /** What the sources are made of. */
  record Parts(
      MySqlConnectorConfig config,
      MainConnectionProvidingConnectionFactory<BinlogConnectorConnection> connections,
      ErrorHandler errors,
      EventDispatcher<MySqlPartition, TableId> dispatcher,
      MySqlDatabaseSchema schema,
      MySqlTaskContext context,
      MySqlStreamingChangeEventSourceMetrics metrics,
      ChangeEventQueue<DataChangeEvent> queue,
      SnapshotterService snapshotters,
      BinaryLogClient client) {}

  BinlogSourceFactory(Parts parts) {
    super(
        parts.config(),
        parts.connections(),
        parts.errors(),
        parts.dispatcher(),
        Clock.system(),
        parts.schema(),
        parts.context(),
        parts.metrics(),
        parts.queue(),
        parts.snapshotters(),
        parts.client());
    this.parts = parts;
  }

  @Override
  public StreamingChangeEventSource<MySqlPartition, MySqlOffsetContext>
      getStreamingChangeEventSource() {
    parts.queue().disableBuffering();
    return new BinlogSource(parts, Run.of(parts.config().getLogicalName()));
  }
}
