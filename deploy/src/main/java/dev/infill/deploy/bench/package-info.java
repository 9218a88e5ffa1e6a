/**
 * {@code ./infill bench}: how fast Infill fills beside what a person would write by hand, what it
 * leaves behind, and what an application feels meanwhile.
 *
 * <p>Start at {@link dev.infill.deploy.bench.Bench}: it runs each {@link
 * dev.infill.deploy.bench.Suite} that was ordered on a server of its own. The reports are pure:
 * they make medians and ratios of what was measured, and set each figure that has one beside its
 * {@link dev.infill.deploy.bench.Target}. A target that is missed ends nothing; a column that is
 * not right does. How large a fleet a coordinator bears is measured by {@code
 * dev.infill.deploy.bench.cluster}.
 */
@NullMarked
package dev.infill.deploy.bench;

import org.jspecify.annotations.NullMarked;
