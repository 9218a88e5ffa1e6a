package dev.infill.worker.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GtidsTest {
  @Test
  void writesNeighboursAsOneInterval() {
    assertThat(Gtids.union(List.of("a:3", "a:1", "b:7", "a:2", "a:5", "a:tag:1")))
        .isEqualTo("a:1-3:5,a:tag:1,b:7");
  }

  @Test
  void writesNoneAsNothing() {
    assertThat(Gtids.union(List.of())).isEmpty();
  }
}
