/** What a worker did, as numbers for {@code /metrics} and for its own heartbeat. */
@NullMarked
package dev.infill.worker.observe;

import org.jspecify.annotations.NullMarked;
