/**
 * Migrations on real processes while these are killed, frozen and cut off, and a check of what came
 * out.
 *
 * <p>Start at {@link dev.infill.deploy.chaos.Chaos}. {@link dev.infill.deploy.chaos.FaultPlan}
 * draws what is done, {@link dev.infill.deploy.chaos.Saboteur} does it, {@link
 * dev.infill.deploy.chaos.Rounds} runs one migration after the other meanwhile, as an operator
 * would. Nothing here reads or repairs anything of Infill's by another way than its API.
 */
@NullMarked
package dev.infill.deploy.chaos;

import org.jspecify.annotations.NullMarked;
