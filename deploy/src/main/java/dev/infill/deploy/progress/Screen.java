package dev.infill.deploy.progress;

import dev.infill.deploy.progress.View.ShardView;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where progress is shown: a block that is written over itself on a terminal, and elsewhere a line
 * whenever a phase or the reason of a wait changes, and at times in between. Used by one thread at
 * a time.
 */
public final class Screen {
  private static final Duration EVERY = Duration.ofSeconds(5);

  /** How often what has waited for longer than that is said again: a gate may wait for days. */
  private static final Duration EVERY_WHILE_IT_WAITS = Duration.ofMinutes(1);

  private final PrintStream out;
  private final boolean terminal;
  private final int width;
  private final boolean coloured;
  private final Map<String, Said> said = new HashMap<>();
  private int shown;

  /**
   * What was last said in lines of a shard, or of a migration among others.
   *
   * @param since when it came into this phase, or began or ceased to wait there
   */
  private record Said(String phase, boolean waits, Duration since, Duration at) {
    boolean sameAs(Said other) {
      return phase.equals(other.phase) && waits == other.waits;
    }

    boolean due(Duration now) {
      boolean seldom = waits && now.minus(since).compareTo(EVERY_WHILE_IT_WAITS) > 0;
      return now.minus(at).compareTo(seldom ? EVERY_WHILE_IT_WAITS : EVERY) >= 0;
    }
  }

  Screen(PrintStream out, boolean terminal, int width) {
    this(out, terminal, width, false);
  }

  Screen(PrintStream out, boolean terminal, int width, boolean coloured) {
    this.out = out;
    this.coloured = coloured;
    this.terminal = terminal;
    this.width = width;
  }

  /**
   * Shows progress on a stream.
   *
   * @param descriptor 1 where the stream is the process's standard output, 2 for standard error
   */
  public static Screen on(PrintStream out, int descriptor) {
    boolean terminal = Terminal.isTerminal(descriptor);
    int width = terminal ? Terminal.width() : Integer.MAX_VALUE;
    return new Screen(out, terminal, width, terminal && Colours.wanted(System.getenv()));
  }

  /** Shows a view in place of the last one. */
  public synchronized void show(View view) {
    if (terminal) {
      replace(Rendering.block(view, width));
    } else {
      for (ShardView shard : view.shards()) {
        var now = said(shard.phase(), shard.waits().isPresent(), view.elapsed());
        sayIfNew(shard.shard(), now, () -> Rendering.line(view, shard));
      }
    }
  }

  /** Shows all migrations in place of what was shown last. */
  public synchronized void show(Overview overview) {
    if (terminal) {
      replace(overview.block(width));
    } else {
      for (Overview.Line m : overview.migrations()) {
        var now = said(m.phase(), m.waits().isPresent(), overview.elapsed());
        sayIfNew(m.migration(), now, () -> overview.line(m));
      }
    }
  }

  /**
   * Says something that stays. On a terminal the block stays above it, and a new one begins below.
   */
  public synchronized void say(String text) {
    shown = 0;
    out.println(text);
    out.flush();
  }

  private void replace(List<String> lines) {
    var text = new StringBuilder();
    if (shown > 0) {
      text.append("\u001b[").append(shown).append('F');
    }
    // To the end of the screen, so nothing is left of a longer block.
    text.append("\u001b[J");
    lines.forEach(line -> text.append(coloured ? Colours.line(line) : line).append('\n'));
    shown = lines.size();
    out.print(text);
    out.flush();
  }

  private static Said said(String phase, boolean waits, Duration now) {
    return new Said(phase, waits, now, now);
  }

  private void sayIfNew(String of, Said now, Supplier<String> line) {
    var last = said.get(of);
    boolean same = last != null && last.sameAs(now);
    if (!same || last.due(now.at())) {
      out.println(line.get());
      out.flush();
      said.put(of, same ? new Said(now.phase(), now.waits(), last.since(), now.at()) : now);
    }
  }
}
