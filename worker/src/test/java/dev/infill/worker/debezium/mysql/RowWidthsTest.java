package dev.infill.worker.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import java.io.IOException;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** That real servers write them so is seen in MySqlCaptureIT. */
class RowWidthsTest {
  private static final byte ALL = 0;
  private static final byte SECOND_IS_NULL = 0b10;

  private final RowWidths widths =
      RowWidths.of(
              table(
                  new ColumnType[] {ColumnType.SHORT, ColumnType.VARCHAR, ColumnType.TINY},
                  new int[] {0, 255, 0}))
          .orElseThrow();

  @Test
  void rowsAreCountedWithTheirTextsAndNulls() throws Exception {
    byte[] rows = {
      ALL,
      1,
      0,
      2,
      'a',
      'b',
      7,
      ALL,
      1,
      0,
      0,
      8, // 'ab' became ''
      SECOND_IS_NULL,
      2,
      0,
      7,
      ALL,
      2,
      0,
      1,
      'c',
      7
    };

    assertThat(widths.updates(rows, columns(0, 1, 2), columns(0, 1, 2))).isEqualTo(2);
  }

  @Test
  void rowsOfSmallImagesAreCounted() throws Exception {
    byte[] rows = {ALL, 1, 0, ALL, 1, 'a', ALL, 2, 0, ALL, 0, ALL, 3, 0, 1};

    assertThat(widths.updates(rows, columns(0), columns(1))).isEqualTo(3);
  }

  @Test
  void rowThatReachesBeyondItsEventIsNotCounted() {
    byte[] rows = {ALL, 1, 0, ALL, 9, 'a'};

    assertThatThrownBy(() -> widths.updates(rows, columns(0), columns(1)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void columnOfAnUnknownTypeHasTheRowsReadInstead() {
    var table = table(new ColumnType[] {ColumnType.SHORT, ColumnType.NEWDATE}, new int[] {0, 0});

    assertThat(RowWidths.of(table)).isEmpty();
  }

  private static TableMapEventData table(ColumnType[] types, int[] meta) {
    var codes = new byte[types.length];
    for (int i = 0; i < types.length; i++) {
      codes[i] = (byte) types[i].getCode();
    }
    var table = new TableMapEventData();
    table.setColumnTypes(codes);
    table.setColumnMetadata(meta);
    return table;
  }

  private static BitSet columns(int... of) {
    var columns = new BitSet();
    for (int column : of) {
      columns.set(column);
    }
    return columns;
  }
}
