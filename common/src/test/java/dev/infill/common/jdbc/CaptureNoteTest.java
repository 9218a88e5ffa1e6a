package dev.infill.common.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CaptureNoteTest {
  @Test
  void whatIsWrittenIsReadAgain() {
    var note =
        new CaptureNote(
            Map.of(16_394L, "DEFAULT", 9L, "NOTHING"), Map.of(5L, 7L, 4L, 8L), "; begun on 1/2 3");

    assertThat(note.text())
        .isEqualTo(
            "Infill; replica identities before: 9=NOTHING 16394=DEFAULT; partitions: 4=8 5=7; begun on 1/2 3");
    assertThat(CaptureNote.of(note.text())).isEqualTo(note);
  }

  @Test
  void anEmptyNoteIsReadAgain() {
    var note = new CaptureNote(Map.of(), Map.of(), "");

    assertThat(CaptureNote.of(note.text())).isEqualTo(note);
  }

  @Test
  void somebodysCommentSaysNothing() {
    assertThat(CaptureNote.of("for the warehouse; partitions: 4=8").partitions()).isEmpty();
  }
}
