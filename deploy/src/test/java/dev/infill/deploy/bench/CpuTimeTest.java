package dev.infill.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTimeTest {
  private static final long OURSELVES = ProcessHandle.current().pid();

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

  @Test
  void whatEndedChildrenTookIsTheServers() throws Exception {
    double before = CpuTime.now(OURSELVES).serverSeconds();

    Process busy = shell("i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done");
    assertThat(busy.waitFor()).isZero();

    assertThat(CpuTime.now(OURSELVES).serverSeconds()).isGreaterThan(before);
  }

  private static Process shell(String script) throws Exception {
    return new ProcessBuilder("sh", "-c", script).start();
  }
}
