package dev.infill.deploy.cli;

import dev.infill.common.transform.ColumnTransform;
import dev.infill.common.transform.Transforms;
import dev.infill.deploy.local.Shutdown;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.jar.JarFile;
import picocli.CommandLine.Option;

/** Which fill rules in Java a worker has besides those on its class path. */
final class TransformsOption {
  private static final String SERVICES = "META-INF/services/" + ColumnTransform.class.getName();

  @Option(
      names = "--transforms",
      paramLabel = "JARS",
      description =
          "jars with fill rules in Java, and with what these use; several are parted as on a class"
              + " path")
  private String jars = "";

  /**
   * Loads them; their jars stay open as long as the process works.
   *
   * @throws WrongInputException when a jar can't be read, or a rule in it can't be used
   */
  Transforms load(Shutdown shutdown) throws WrongInputException {
    var problems = new ArrayList<String>();
    var urls = new ArrayList<URL>();
    boolean named = false;
    for (String jar : List.of(jars.split(File.pathSeparator))) {
      if (!jar.isBlank()) {
        named |= namesRules(Path.of(jar), urls, problems);
      }
    }
    if (problems.isEmpty() && !urls.isEmpty() && !named) {
      problems.add("--transforms: no rule is named, in a file " + SERVICES + " of a jar: " + jars);
    }
    if (!problems.isEmpty()) {
      throw new WrongInputException(problems);
    }
    var loader =
        shutdown.add(
            "transforms",
            new URLClassLoader(urls.toArray(URL[]::new), TransformsOption.class.getClassLoader()));
    try {
      return Transforms.load(loader);
    } catch (ServiceConfigurationError | IllegalStateException | LinkageError e) {
      throw new WrongInputException("--transforms: " + e.getMessage());
    }
  }

  private static boolean namesRules(Path jar, List<URL> urls, List<String> problems) {
    try (var file = new JarFile(jar.toFile())) {
      urls.add(url(jar));
      return file.getEntry(SERVICES) != null;
    } catch (IOException e) {
      problems.add("--transforms: " + jar + " cannot be read as a jar. Check the path.");
      return false;
    }
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
