package dev.infill.deploy.simulation;

import dev.infill.common.message.Event;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.port.Reporter;

/** What a worker tells of one of its works; it arrives some time later. */
final class Telling implements Reporter {
  private final Machine worker;
  private int onTheirWay;

  Telling(Machine worker) {
    this.worker = worker;
  }

  @Override
  public void report(MigrationShard id, Event event) {
    var topics = worker.world().topics();
    var at = worker.instant();
    onTheirWay++;
    worker
        .outbox()
        .send(Outbox.EVENTS, () -> topics.tell(worker, at, id, event), () -> onTheirWay--);
  }

  @Override
  public void awaitKept() {
    worker.world().threads().await("waits for its events", () -> onTheirWay == 0);
  }
}
