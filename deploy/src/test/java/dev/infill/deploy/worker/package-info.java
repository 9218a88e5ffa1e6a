/** Tests of a worker on a real database and broker, with no coordinator but the test itself. */
@NullMarked
package dev.infill.deploy.worker;

import org.jspecify.annotations.NullMarked;
