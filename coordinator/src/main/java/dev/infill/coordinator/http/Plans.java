package dev.infill.coordinator.http;

import dev.infill.common.plan.FleetPlan;
import dev.infill.common.plan.FleetPlanner;
import java.util.concurrent.Semaphore;

/**
 * Plans what could be submitted. One at a time: a plan fills a sample of each shard's rows, which
 * the shards are not to feel more than once.
 */
final class Plans {
  private final FleetPlanner planner;
  private final Semaphore turn = new Semaphore(1);

  Plans(FleetPlanner planner) {
    this.planner = planner;
  }

  /**
   * Waits for the slowest shard.
   *
   * @throws ProblemException 503 while another plan is made
   */
  FleetPlan of(Submission submission) throws InterruptedException {
    if (!turn.tryAcquire()) {
      throw new ProblemException(503, "another plan is being made here; ask again when it is done");
    }
    try {
      return planner.plan(submission.spec(), submission.fleet());
    } finally {
      turn.release();
    }
  }
}
