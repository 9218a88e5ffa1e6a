/**
 * A task in, events out.
 *
 * <p>{@link dev.infill.worker.runtime.TaskRunner} finds who does a task, and opens the rows that it
 * is about.
 */
@NullMarked
package dev.infill.worker.runtime;

import org.jspecify.annotations.NullMarked;
