/** What a worker tells over HTTP. Nothing is asked of it here: tasks come from Kafka alone. */
@NullMarked
package dev.infill.worker.http;

import org.jspecify.annotations.NullMarked;
