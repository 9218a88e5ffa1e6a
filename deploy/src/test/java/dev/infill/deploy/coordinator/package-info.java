/** The coordinator on a real broker, with a shard that does at once what is asked. */
@NullMarked
package dev.infill.deploy.coordinator;

import org.jspecify.annotations.NullMarked;
