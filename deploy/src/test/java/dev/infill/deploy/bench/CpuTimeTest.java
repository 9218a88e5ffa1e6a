package dev.infill.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTimeTest {
  @Test
  void isReadWhileProcessesComeAndGo() throws Exception {
    Process shell = shell("i=0; while [ $i -lt 1000 ]; do /bin/true & i=$((i + 1)); done; wait");

    int reads = 0;
    while (shell.isAlive()) {
      assertThat(CpuTime.now(shell.pid()).clientSeconds()).isPositive();
      reads++;
    }

    assertThat(reads).isPositive();
    assertThat(shell.waitFor()).isZero();
  }

  /** Not of this process, whose own time grows whatever a child does. */
  @Test
  void whatAnEndedChildTookIsItsServers() throws Exception {
    Process server =
        shell("sh -c 'i=0; while [ $i -lt 1000000 ]; do i=$((i + 1)); done'; echo; read end");
    try {
      assertThat(server.getInputStream().read()).isEqualTo('\n');

      assertThat(CpuTime.now(server.pid()).serverSeconds()).isGreaterThan(0.05);
    } finally {
      server.destroy();
    }
  }

  private static Process shell(String script) throws Exception {
    return new ProcessBuilder("sh", "-c", script).start();
  }
}
