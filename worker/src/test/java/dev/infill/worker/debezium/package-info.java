/** Tests of what a capture makes of Debezium's records. */
@NullMarked
package dev.infill.worker.debezium;

import org.jspecify.annotations.NullMarked;
