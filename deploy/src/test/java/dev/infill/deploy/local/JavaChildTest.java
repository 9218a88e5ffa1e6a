package dev.infill.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JavaChildTest {
  @Test
  void startsChildrenWithTheCompilersThatTheLaunchersGiveThem() throws Exception {
    for (var launcher : List.of("../infill", "src/dist/bin/infill")) {
      var script = Files.readString(Path.of(launcher));

      assertThat(script).contains(JavaChild.compilers("worker"));
      assertThat(script).contains(JavaChild.compilers("coordinator"));
    }
    assertThat(JavaChild.compilers("worker")).isNotEqualTo(JavaChild.compilers("broker"));
  }
}
