/**
 * The Kafka edge that coordinator and worker share: topics, settings, the codec, producers and
 * compacted views.
 *
 * <p>Start at {@link dev.infill.common.kafka.Topic} and {@link dev.infill.common.kafka.Messages},
 * which says where each message goes.
 */
@NullMarked
package dev.infill.common.kafka;

import org.jspecify.annotations.NullMarked;
