package dev.infill.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The core knows values and small interfaces; only the edges know a technology. */
class ArchitectureTest {
  private static final String[] CORE = {
    "..spec..",
    "..model..",
    "..message..",
    "..dialect..",
    "..shard..",
    "..plan..",
    "..lifecycle..",
    "..dispatch..",
    "..pace..",
    "..backfill..",
    "..change..",
    "..reconcile.."
  };

  private static final String[] TECHNOLOGY = {
    "java.sql..",
    "javax.sql..",
    "org.apache.kafka..",
    "io.vertx..",
    "io.debezium..",
    "com.zaxxer..",
    "io.opentelemetry.."
  };

  private static final String[] EDGES = {
    "dev.infill..kafka..",
    "dev.infill..jdbc..",
    "dev.infill..postgres..",
    "dev.infill..mysql..",
    "dev.infill..debezium..",
    "dev.infill..http..",
    "dev.infill..opentelemetry.."
  };

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.infill.deploy");

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("dev.infill.deploy.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void coreKnowsNoTechnology() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(TECHNOLOGY)
        .allowEmptyShould(true)
        .check(classes);
  }

  @Test
  void coreKnowsNoEdge() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(EDGES)
        .allowEmptyShould(true)
        .check(classes);
  }
}
