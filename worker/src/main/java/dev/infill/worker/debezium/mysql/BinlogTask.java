package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import io.debezium.DebeziumException;
import io.debezium.bean.StandardBeanNames;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.config.Field;
import io.debezium.connector.base.ChangeEventQueue;
import io.debezium.connector.base.QueueProviderService;
import io.debezium.connector.binlog.BinlogEventMetadataProvider;
import io.debezium.connector.binlog.BinlogSourceTask;
import io.debezium.connector.binlog.jdbc.BinlogConnectorConnection;
import io.debezium.connector.common.CdcSourceTaskContext;
import io.debezium.connector.common.DebeziumHeaderProducer;
import io.debezium.connector.mysql.Module;
import io.debezium.connector.mysql.MySqlChangeEventSourceMetricsFactory;
import io.debezium.connector.mysql.MySqlConnector;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.MySqlDatabaseSchema;
import io.debezium.connector.mysql.MySqlErrorHandler;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlStreamingChangeEventSourceMetrics;
import io.debezium.connector.mysql.MySqlTaskContext;
import io.debezium.connector.mysql.jdbc.MySqlConnection;
import io.debezium.connector.mysql.jdbc.MySqlConnectionConfiguration;
import io.debezium.connector.mysql.jdbc.MySqlFieldReaderResolver;
import io.debezium.connector.mysql.jdbc.MySqlValueConverters;
import io.debezium.document.DocumentReader;
import io.debezium.heartbeat.HeartbeatFactory;
import io.debezium.jdbc.DefaultMainConnectionProvidingConnectionFactory;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.DataChangeEvent;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.notification.NotificationService;
import io.debezium.pipeline.signal.SignalProcessor;
import io.debezium.pipeline.spi.Offsets;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.TableId;
import io.debezium.schema.SchemaFactory;
import io.debezium.schema.SchemaNameAdjuster;
import io.debezium.snapshot.SnapshotterService;
import io.debezium.spi.topic.TopicNamingStrategy;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts of Debezium's connector for MySQL together as its own task does, without what an
 * engine of ours never uses, and with our source of changes. Made by the engine, by its name.
 */
public final class BinlogTask extends BinlogSourceTask<MySqlPartition, MySqlOffsetContext> {
  private static final Logger LOG = LoggerFactory.getLogger(BinlogTask.class);

  /** The log's client writes rows into what it logs; whatever fails there, its listeners hear. */
  private static final java.util.logging.Logger CLIENT =
      java.util.logging.Logger.getLogger("com.github.shyiko.mysql.binlog");

  static {
    CLIENT.setLevel(java.util.logging.Level.OFF);
  }

  // Set when the engine starts the task, and read by its other threads.
  private volatile @Nullable MySqlConnectorConfig config;
  private volatile @Nullable MySqlTaskContext made;
  private volatile @Nullable BinlogConnectorConnection connection;
  private volatile @Nullable MySqlDatabaseSchema schema;
  private volatile @Nullable ChangeEventQueue<DataChangeEvent> queue;
  private volatile @Nullable ErrorHandler errors;

  @Override
  public String version() {
    return Module.version();
  }

  @Override
  protected String connectorName() {
    return Module.name();
  }

  @Override
  protected Iterable<Field> getAllConfigurationFields() {
    return MySqlConnectorConfig.ALL_FIELDS;
  }

  @Override
  public CdcSourceTaskContext<? extends CommonConnectorConfig> preStart(Configuration settings) {
    var read = new MySqlConnectorConfig(settings);
    var context = new MySqlTaskContext(settings, read);
    config = read;
    this.made = context;
    return context;
  }

  @SuppressWarnings("unchecked") // Debezium does not say what its topics are of.
  @Override
  protected ChangeEventSourceCoordinator<MySqlPartition, MySqlOffsetContext> start(
      Configuration settings) {
    MySqlConnectorConfig read = there(config);
    MySqlTaskContext context = there(made);
    var connections =
        new DefaultMainConnectionProvidingConnectionFactory<BinlogConnectorConnection>(
            () -> connect(read, settings));
    BinlogConnectorConnection main = connections.mainConnection();
    connection = main;
    Offsets<MySqlPartition, MySqlOffsetContext> offsets =
        getPreviousOffsets(
            new MySqlPartition.Provider(read, settings), new MySqlOffsetContext.Loader(read));
    registerServiceProviders(read.getServiceRegistry());
    TopicNamingStrategy<TableId> topics =
        read.getTopicNamingStrategy(MySqlConnectorConfig.TOPIC_NAMING_STRATEGY);
    SchemaNameAdjuster names = read.schemaNameAdjuster();
    var tables = tables(read, context, topics, names, main.isTableIdCaseSensitive());
    schema = tables;
    register(read, context, settings, main, tables, offsets);
    var snapshotters = read.getServiceRegistry().tryGetService(SnapshotterService.class);
    validateSchemaHistory(
        read, main::validateLogPosition, offsets, tables, snapshotters.getSnapshotter());
    try {
      main.setAutoCommit(false);
    } catch (SQLException e) {
      throw new DebeziumException("the server can't be asked any more", e);
    }
    var records = queue(read, context);
    queue = records;
    ErrorHandler handler = new MySqlErrorHandler(read, records, errors);
    errors = handler;
    var signals =
        new SignalProcessor<MySqlPartition, MySqlOffsetContext>(
            MySqlConnector.class,
            read,
            Map.of(),
            getAvailableSignalChannels(),
            DocumentReader.defaultReader(),
            offsets);
    var metadata = new BinlogEventMetadataProvider();
    var dispatcher =
        new EventDispatcher<MySqlPartition, TableId>(
            read,
            topics,
            tables,
            records,
            read.getTableFilters().dataCollectionFilter(),
            DataChangeEvent::new,
            null,
            metadata,
            new HeartbeatFactory<TableId>()
                .getScheduledHeartbeat(
                    read,
                    () -> connect(read, settings),
                    new BinlogHeartbeatErrorHandler(),
                    records),
            names,
            signals,
            read.getServiceRegistry().tryGetService(DebeziumHeaderProducer.class));
    var client =
        new BinaryLogClient(
            read.getHostName(), read.getPort(), read.getUserName(), read.getPassword());
    var metrics =
        new MySqlStreamingChangeEventSourceMetrics(
            context, records, metadata, tables::dataCollectionIds, client);
    var notifications =
        new NotificationService<MySqlPartition, MySqlOffsetContext>(
            getNotificationChannels(), read, SchemaFactory.get(), dispatcher::enqueueNotification);
    var coordinator =
        new ChangeEventSourceCoordinator<MySqlPartition, MySqlOffsetContext>(
            offsets,
            handler,
            MySqlConnector.class,
            read,
            new BinlogSourceFactory(
                new BinlogSourceFactory.Parts(
                    read,
                    connections,
                    handler,
                    dispatcher,
                    tables,
                    context,
                    metrics,
                    records,
                    snapshotters,
                    client)),
            new MySqlChangeEventSourceMetricsFactory(metrics),
            dispatcher,
            tables,
            signals,
            notifications,
            snapshotters);
    coordinator.start(context, records, metadata);
    return coordinator;
  }

  private static MySqlConnection connect(MySqlConnectorConfig read, Configuration settings) {
    return new MySqlConnection(
        new MySqlConnectionConfiguration(settings), MySqlFieldReaderResolver.resolve(read));
  }

  private static MySqlDatabaseSchema tables(
      MySqlConnectorConfig read,
      MySqlTaskContext made,
      TopicNamingStrategy<TableId> topics,
      SchemaNameAdjuster names,
      boolean caseInsensitive) {
    var converters =
        new MySqlValueConverters(
            read.getDecimalMode(),
            read.getTemporalPrecisionMode(),
            read.getBigIntUnsignedHandlingMode().asBigIntUnsignedMode(),
            read.binaryHandlingMode(),
            x -> x,
            read.getEventConvertingFailureHandlingMode(),
            read.getServiceRegistry());
    return new MySqlDatabaseSchema(
        read,
        converters,
        topics,
        names,
        caseInsensitive,
        read.getServiceRegistry().tryGetService(CustomConverterRegistry.class),
        made);
  }

  private static void register(
      MySqlConnectorConfig read,
      MySqlTaskContext made,
      Configuration settings,
      BinlogConnectorConnection main,
      MySqlDatabaseSchema tables,
      Offsets<MySqlPartition, MySqlOffsetContext> offsets) {
    var beans = read.getBeanRegistry();
    beans.add(StandardBeanNames.CONFIGURATION, settings);
    beans.add(StandardBeanNames.CONNECTOR_CONFIG, read);
    beans.add(StandardBeanNames.DATABASE_SCHEMA, tables);
    beans.add(StandardBeanNames.JDBC_CONNECTION, main);
    beans.add(StandardBeanNames.OFFSETS, offsets);
    beans.add(StandardBeanNames.CDC_SOURCE_TASK_CONTEXT, made);
  }

  private static ChangeEventQueue<DataChangeEvent> queue(
      MySqlConnectorConfig read, MySqlTaskContext made) {
    return new ChangeEventQueue.Builder<DataChangeEvent>()
        .pollInterval(read.getPollInterval())
        .maxBatchSize(read.getMaxBatchSize())
        .maxQueueSize(read.getMaxQueueSize())
        .maxQueueSizeInBytes(read.getMaxQueueSizeInBytes())
        .queueProvider(
            read.getServiceRegistry().tryGetService(QueueProviderService.class).getQueueProvider())
        .loggingContextSupplier(() -> made.configureLoggingContext("binlog"))
        .buffering()
        .build();
  }

  @Override
  protected List<SourceRecord> doPoll() throws InterruptedException {
    return pollRecords(there(queue));
  }

  @Override
  protected Optional<ErrorHandler> getErrorHandler() {
    return Optional.ofNullable(errors);
  }

  @Override
  protected void doStop() {
    var main = connection;
    if (main != null) {
      try {
        main.close();
      } catch (SQLException e) {
        LOG.debug("a connection was not closed: {}", e.getSQLState());
      }
    }
    var tables = schema;
    if (tables != null) {
      tables.close();
    }
    var records = queue;
    if (records != null) {
      records.close();
    }
  }

  private static <T> T there(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the task is not started");
    }
    return part;
  }
}
