/**
 * Fills a key range, chunk by chunk.
 *
 * <p>Start at {@link dev.infill.worker.backfill.RangeFiller}. A chunk is one transaction; its size
 * follows from the time it takes. Nothing here waits long for a row that the application holds, and
 * nothing that matters is kept between ranges: a range that is filled again writes nothing.
 */
@NullMarked
package dev.infill.worker.backfill;

import org.jspecify.annotations.NullMarked;
