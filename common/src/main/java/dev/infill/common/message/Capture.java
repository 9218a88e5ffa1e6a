package dev.infill.common.message;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;

/**
 * A capture that shall run, on the compacted {@code infill.captures}; its tombstone says that it
 * shall not. Owning the partition of the record is owning the capture.
 *
 * @param slot the replication slot, which exists
 * @param publication the publication, which exists
 * @param ownWrites what becomes of our own writes
 */
public record Capture(
    MigrationShard id,
    ShardAddress shard,
    ColumnFill fill,
    String slot,
    String publication,
    OwnWrites ownWrites) {}
