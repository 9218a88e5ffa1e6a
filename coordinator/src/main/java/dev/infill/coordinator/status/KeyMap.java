package dev.infill.coordinator.status;

import java.util.List;

/**
 * How far a walk has come through a table's key space, in a bounded number of cells. Cells follow
 * the keys in the database's own order, each of equally many ranges; keys themselves are not told.
 *
 * <p>Ranges are cut as they are needed, so how many there will be is estimated from the rows until
 * the last is cut; the map may stretch a little meanwhile.
 *
 * @param shard whose table it is
 * @param what {@code fill} or {@code check}; {@code nothing} where no walk is under way
 * @param ranges how many there are, the estimate included
 * @param cut how many of them are cut
 * @param done how many are done
 * @param cells from the first key to the last
 */
public record KeyMap(
    String shard, String what, long ranges, long cut, long done, List<Cell> cells) {
  public KeyMap {
    cells = List.copyOf(cells);
  }

  /**
   * A part of the key space, by how much of it is in which state; what is left of 1 is not cut yet.
   *
   * @param done the part that is done, 0 to 1
   * @param out the part that workers have
   * @param ready the part that waits for a worker
   * @param differs whether rows were found different there, and are looked at again
   */
  public record Cell(double done, double out, double ready, boolean differs) {}
}
