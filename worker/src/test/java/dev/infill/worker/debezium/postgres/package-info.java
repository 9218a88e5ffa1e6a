/** Tests of what is made of PostgreSQL's log. */
@NullMarked
package dev.infill.worker.debezium.postgres;

import org.jspecify.annotations.NullMarked;
