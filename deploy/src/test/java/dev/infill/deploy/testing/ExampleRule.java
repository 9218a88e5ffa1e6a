package dev.infill.deploy.testing;

import dev.infill.common.transform.ColumnTransform;
import dev.infill.common.transform.Transforms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * The rule in Java of {@code deploy/src/test/example-rule}, built as somebody would who has nothing
 * of Infill but {@code infill-common}. It is on no class path.
 */
public final class ExampleRule {
  private static final Path SOURCES = Path.of("src", "test", "example-rule");

  private ExampleRule() {}

  /** The jar; built by the first test that asks. */
  public static Path jar() {
    return Built.JAR;
  }

  /** The rule as a worker gets it from the jar. */
  public static Transforms load() {
    return Transforms.load(new URLClassLoader(new URL[] {url(jar())}));
  }

  private static Path build() {
    try {
      Path folder = TestFolder.get().folder("example-rule");
      Path classes = Files.createDirectories(folder.resolve("classes"));
      compile(files(SOURCES.resolve("java")), classes);
      Path jar = folder.resolve("rules.jar");
      try (var stream = new JarOutputStream(Files.newOutputStream(jar))) {
        add(classes, stream);
        add(SOURCES.resolve("resources"), stream);
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(List<Path> sources, Path classes) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var options =
          List.of("-Xlint:all", "-Werror", "-cp", common().toString(), "-d", classes.toString());
      var units = files.getJavaFileObjectsFromPaths(sources);
      if (!compiler.getTask(null, files, null, options, null, units).call()) {
        throw new AssertionError("the example does not compile, see above");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the classes of {@code infill-common} are, and nothing else. */
  private static Path common() {
    return Path.of(
        ColumnTransform.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static void add(Path folder, JarOutputStream jar) throws IOException {
    for (Path file : files(folder)) {
      jar.putNextEntry(new JarEntry(folder.relativize(file).toString()));
      Files.copy(file, jar);
      jar.closeEntry();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Built {
    static final Path JAR = build();
  }
}
