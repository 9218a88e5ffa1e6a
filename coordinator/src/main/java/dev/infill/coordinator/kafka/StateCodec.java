package dev.infill.coordinator.kafka;

import dev.infill.common.kafka.Codec;
import dev.infill.coordinator.lifecycle.ShardState;

/** The codec that also knows the states on {@code infill.state}. */
public final class StateCodec {
  private StateCodec() {}

  public static Codec create() {
    return Codec.forTypes(ShardState.class);
  }
}
