package dev.infill.worker.debezium.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;

/**
 * Tells an engine where to begin. How far it came is kept by whoever handles its records. Made by
 * the engine, by its name.
 */
public final class RunOffsets implements OffsetBackingStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private byte[] offset = new byte[0];

  @Override
  public void configure(WorkerConfig config) {
    Run run = Run.of(String.valueOf(config.originals().get("name")));
    try {
      offset = JSON.writeValueAsString(run.offset()).getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  /** The engine has one partition, and asks for that. */
  @Override
  public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    var found = new HashMap<ByteBuffer, ByteBuffer>();
    keys.forEach(key -> found.put(key, ByteBuffer.wrap(offset)));
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    if (callback != null) {
      callback.onCompletion(null, null);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return Set.of();
  }
}
