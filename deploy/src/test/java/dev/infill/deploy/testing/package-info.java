/**
 * Servers for tests: one of each kind for all tests of a JVM, started when the first test asks.
 *
 * <p>Start at {@link dev.infill.deploy.testing.TestPostgres} and {@link
 * dev.infill.deploy.testing.TestKafka}. Each test class takes a database, or a topic prefix, of its
 * own, so tests don't meet.
 */
@NullMarked
package dev.infill.deploy.testing;

import org.jspecify.annotations.NullMarked;
