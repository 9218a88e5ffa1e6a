package dev.infill.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Ports of servers that are started again on the same. */
class FreePortTest {
  /** What a system gives to connections, it gives to a socket that asks for any port as well. */
  @Test
  void isNoneThatAConnectionIsGiven() throws IOException {
    for (int i = 0; i < 100; i++) {
      try (var any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        assertThat(FreePort.find()).isBetween(1_024, any.getLocalPort() - 1);
      }
    }
  }

  @Test
  void isNoneThatSomebodyListensOn() throws IOException {
    int port = FreePort.find();
    assertThat(FreePort.isFree(port)).isTrue();

    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePort.isFree(taken.getLocalPort())).isFalse();
    }
  }
}
