package dev.infill.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {
  @Test
  void jsonLogHasOneObjectALineWithTheWholeSentence() throws Exception {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger logger = context.getLogger("dev.infill.Example");
    var event =
        new LoggingEvent(
            "x",
            logger,
            Level.WARN,
            "capture lost: migration={}",
            new IllegalStateException("why"),
            new Object[] {"m/s"});
    event.setThreadName("main");

    var encoder = Logging.json();
    encoder.setContext(context);
    encoder.start();
    String line = new String(encoder.encode(event), StandardCharsets.UTF_8);

    assertThat(line.strip()).doesNotContain("\n");
    var json = JsonMapper.builder().build().readTree(line);
    assertThat(json.path("level").asText()).isEqualTo("WARN");
    assertThat(json.path("loggerName").asText()).isEqualTo("dev.infill.Example");
    assertThat(json.path("formattedMessage").asText()).isEqualTo("capture lost: migration=m/s");
    assertThat(json.path("timestamp").isNumber()).isTrue();
    assertThat(json.path("throwable").path("message").asText()).isEqualTo("why");
  }

  @Test
  void noCommandLetsALibraryWriteToTheTerminal() {
    var library = java.util.logging.Logger.getLogger("io.opentelemetry");
    library.setUseParentHandlers(true);

    new TestCli().execute("completion", "bash");

    assertThat(library.getUseParentHandlers()).isFalse();
  }
}
