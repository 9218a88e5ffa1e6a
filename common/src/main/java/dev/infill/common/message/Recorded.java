package dev.infill.common.message;

import dev.infill.common.model.MigrationShard;
import java.time.Instant;

/**
 * An event with what every event has; travels as CloudEvents headers.
 *
 * @param eventId unique
 * @param subject what it happened to
 * @param at when, by the clock of who tells it
 * @param source the process that tells it, such as {@code worker/host-1234}
 * @param event what happened
 */
public record Recorded(
    String eventId, MigrationShard subject, Instant at, String source, Event event) {}
