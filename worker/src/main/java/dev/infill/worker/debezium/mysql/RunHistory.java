package dev.infill.worker.debezium.mysql;

import io.debezium.config.Configuration;
import io.debezium.document.Document;
import io.debezium.document.DocumentReader;
import io.debezium.document.DocumentWriter;
import io.debezium.relational.history.AbstractSchemaHistory;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryException;
import io.debezium.relational.history.SchemaHistoryListener;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells an engine how the tables were made where it begins, and hears how they are altered. Made by
 * the engine, by its name.
 */
public final class RunHistory extends AbstractSchemaHistory {
  /** Names the run. */
  static final String RUN = CONFIGURATION_FIELD_PREFIX_STRING + "infill.run";

  private @Nullable Run run;

  @Override
  public void configure(
      Configuration config,
      HistoryRecordComparator comparator,
      SchemaHistoryListener listener,
      boolean useCatalogBeforeSchema) {
    super.configure(config, comparator, listener, useCatalogBeforeSchema);
    run = Run.of(config.getString(RUN));
  }

  @Override
  protected void storeRecord(HistoryRecord record) throws SchemaHistoryException {
    try {
      run().alter(DocumentWriter.defaultWriter().write(record.document()));
    } catch (IOException e) {
      throw new SchemaHistoryException("a definition can't be written", e);
    }
  }

  @Override
  protected void recoverRecords(Consumer<HistoryRecord> records) {
    for (String definition : run().definitions()) {
      try {
        Document document = DocumentReader.defaultReader().read(definition);
        // An engine takes no other's, and each has another name.
        document.setDocument(HistoryRecord.Fields.SOURCE, Document.create("server", run().name()));
        records.accept(new HistoryRecord(document));
      } catch (IOException e) {
        throw new SchemaHistoryException("a definition can't be read", e);
      }
    }
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public boolean storageExists() {
    return true;
  }

  private Run run() {
    if (run == null) {
      throw new IllegalStateException("it is not configured");
    }
    return run;
  }
}
