/** Tests of what is made of MySQL's log. */
@NullMarked
package dev.infill.worker.debezium.mysql;

import org.jspecify.annotations.NullMarked;
