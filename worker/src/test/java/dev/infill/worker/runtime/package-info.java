/** Tests of who does a task, and whether. */
@NullMarked
package dev.infill.worker.runtime;

import org.jspecify.annotations.NullMarked;
