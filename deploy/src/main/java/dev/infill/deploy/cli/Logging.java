package dev.infill.deploy.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where the log goes: see {@code logback.xml} for what is in it. */
final class Logging {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{24} %msg%n";

  /** Held, since the JDK forgets a logger, and what was set for it, that nobody holds. */
  private static final java.util.logging.Logger OPEN_TELEMETRY =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private Logging() {}

  /**
   * The libraries that use the JDK's log would tell by it on the terminal, amid a command's answer:
   * that a receiver of traces is down, or that MySQL's driver found none.
   */
  static void keepLibrariesOffTheTerminal() {
    OPEN_TELEMETRY.setUseParentHandlers(false);
  }

  /** A process of a cluster tells all on standard error, where its supervisor takes it. */
  static void toConsole(LogOptions.Format format) {
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setTarget("System.err");
    start(console, format);
  }

  /** A command that talks to a person keeps the details in a file, and says itself what matters. */
  static void toFile(Path file) {
    var appender = new FileAppender<ILoggingEvent>();
    appender.setFile(file.toString());
    start(appender, LogOptions.Format.text);
  }

  private static void start(
      OutputStreamAppender<ILoggingEvent> appender, LogOptions.Format format) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Encoder<ILoggingEvent> encoder = format == LogOptions.Format.json ? json() : text();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    OPEN_TELEMETRY.addHandler(new SLF4JBridgeHandler());
  }

  private static Encoder<ILoggingEvent> text() {
    var encoder = new PatternLayoutEncoder();
    encoder.setPattern(PATTERN);
    return encoder;
  }

  /** Logback's own: the sentence as people see it, and no part of it twice. */
  static Encoder<ILoggingEvent> json() {
    var encoder = new JsonEncoder();
    encoder.setWithFormattedMessage(true);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    return encoder;
  }
}
