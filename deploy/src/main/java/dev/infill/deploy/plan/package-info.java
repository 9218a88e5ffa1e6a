/** A plan as people read it. Start at {@link dev.infill.deploy.plan.PlanText}. */
@NullMarked
package dev.infill.deploy.plan;

import org.jspecify.annotations.NullMarked;
