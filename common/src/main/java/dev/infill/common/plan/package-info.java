/**
 * What a plan tells before anything is changed, as values, and what is computed of them.
 *
 * <p>Start at {@link dev.infill.common.plan.ShardPlan}. Nothing here asks a database; {@code
 * jdbc.plan} does.
 */
@NullMarked
package dev.infill.common.plan;

import org.jspecify.annotations.NullMarked;
