package dev.infill.worker.testing;

import dev.infill.worker.port.Stop;
import java.time.Duration;

/** A sign to stop; waiting for it moves the clock. */
public final class FakeStop implements Stop {
  private final FakeClock clock;
  private Runnable onWait = () -> {};
  private boolean asked;

  public FakeStop(FakeClock clock) {
    this.clock = clock;
  }

  public void ask() {
    asked = true;
  }

  public void onWait(Runnable action) {
    onWait = action;
  }

  @Override
  public boolean asked() {
    return asked;
  }

  @Override
  public boolean askedWithin(Duration wait) {
    clock.advance(wait);
    onWait.run();
    return asked;
  }
}
