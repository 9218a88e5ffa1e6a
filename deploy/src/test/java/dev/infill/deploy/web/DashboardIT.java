package dev.infill.deploy.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.model.Engine;
import dev.infill.common.observe.Traces;
import dev.infill.coordinator.CoordinatorSettings;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.cluster.RunningCoordinator;
import dev.infill.deploy.e2e.Fleets;
import dev.infill.deploy.e2e.LocalCluster;
import dev.infill.deploy.testing.TestDatabase;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person watches and steers a migration in a browser. */
@Timeout(180)
class DashboardIT {
  private static final String NAME = "accounts-email-lower";

  /**
   * Waits at the gate until it has seen a write that fills the column, and then for an approval, so
   * no step is a race.
   */
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: %s
      table: public.accounts
      column: { name: email_lower, type: text, value: "lower(email)" }
      constraints: { notNull: true }
      limits: { rangeRows: 500 }
      writers: { gate: application, quiet: 0s, minChanges: 1, approval: true }
      """
          .formatted(NAME);

  private static final double PATIENCE_MILLIS = 60_000;

  @TempDir private static Path folder;
  private static TestBrowser browser;
  private static LocalCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    browser = TestBrowser.start();
    cluster = LocalCluster.start();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void migrationIsWatchedTunedPausedResumedApprovedAndSeenToComplete() throws Exception {
    try (var database = TestDatabase.on(Engine.POSTGRESQL)) {
      database.execute(
          "CREATE TABLE accounts (id bigint PRIMARY KEY, email text)",
          "INSERT INTO accounts SELECT i, 'Person' || i || '@Example.Org' FROM generate_series(1,"
              + " 20000) i");
      Page page = browser.page(1280, 900, ColorScheme.LIGHT);
      page.navigate(cluster.coordinator().url() + "/");
      shows(page.locator(".connection"), "Live");

      cluster.api().submit(new NamedText("spec.yaml", SPEC), Fleets.of(folder, database));
      Locator tile = page.locator("a.tile[href='#/migrations/" + NAME + "']");
      shows(tile, "shard-0");
      shows(tile, "Awaiting writers");
      TestBrowser.keep(page, "fleet");
      tile.click();
      shows(page.locator(".head .phase"), "Awaiting writers");
      shows(page.locator(".notices"), "at the writers' gate");

      page.getByRole(AriaRole.BUTTON, named("Tune")).click();
      Locator tune = page.getByRole(AriaRole.DIALOG);
      tune.getByLabel("Ranges in flight").fill("0");
      PlaywrightAssertions.assertThat(tune.getByRole(AriaRole.BUTTON, inside("Set limits")))
          .isDisabled();
      tune.getByLabel("Ranges in flight").fill("2");
      tune.getByLabel("Chunk target").fill("50");
      shows(tune, "2 ranges in flight at most, chunks of 50 ms");
      TestBrowser.keep(page, "tune");
      tune.getByRole(AriaRole.BUTTON, inside("Set limits")).click();
      shows(
          page.locator(".pace"), "Set by an operator: at most 2 ranges in flight, chunks of 50 ms");

      act(page, "Pause");
      shows(page.locator(".head .phase"), "Paused");
      act(page, "Resume");
      shows(page.locator(".head .phase"), "Awaiting writers");

      database.execute(
          "INSERT INTO accounts (id, email, email_lower) VALUES (0, 'New@Example.Org',"
              + " 'new@example.org')");
      shows(page.locator(".head .phase"), "Awaiting approval");
      shows(page.locator(".notices"), "infill approve " + NAME);
      TestBrowser.keep(page, "approval");
      act(page, "Approve");
      shows(page.locator(".head .phase"), "Completed");
      shows(page.locator(".verdict"), "20,000 rows counted");
      shows(page.locator(".events"), "an operator asked for a pause");
      PlaywrightAssertions.assertThat(page.locator(".curve path.line")).not().hasCount(0);
      assertNoValueIsShown(page);
      keepAllLooks();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void rollbackIsConfirmedByTypingTheName() throws Exception {
    try (var database = TestDatabase.on(Engine.POSTGRESQL)) {
      database.execute("CREATE TABLE accounts (id bigint PRIMARY KEY, email text)");
      var spec = new NamedText("spec.yaml", SPEC.replace(NAME, "to-roll-back"));
      cluster.api().submit(spec, Fleets.of(folder, database));
      Page page = browser.page(400, 800, ColorScheme.DARK);
      page.navigate(cluster.coordinator().url() + "/#/migrations/to-roll-back");
      shows(page.locator(".head .phase"), "Awaiting writers");

      // By keyboard alone.
      page.getByRole(AriaRole.BUTTON, named("Roll back")).press("Enter");
      Locator dialog = page.getByRole(AriaRole.DIALOG);
      Locator sure = dialog.getByRole(AriaRole.BUTTON, inside("Roll back"));
      PlaywrightAssertions.assertThat(sure).isDisabled();
      dialog.getByRole(AriaRole.TEXTBOX).fill("to-roll-back");
      PlaywrightAssertions.assertThat(sure).isEnabled();
      dialog.getByRole(AriaRole.TEXTBOX).press("Enter");

      shows(page.locator(".head .phase"), "Rolled back");
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .isEqualTo(true);
    }
  }

  @Test
  void windowsToComeAreDrawnWhileTheFillWaitsForThem() throws Exception {
    try (var database = TestDatabase.on(Engine.POSTGRESQL)) {
      database.execute(
          "CREATE TABLE accounts (id bigint PRIMARY KEY, email text)",
          "INSERT INTO accounts VALUES (1, 'A@Example.Org')");
      var today = LocalDate.now(ZoneOffset.UTC);
      String windows =
          """
          windows: [{ from: "22:00", to: "06:00" }]
          freeze: [%s..%s]
          """
              .formatted(today, today.plusDays(1));
      var spec = new NamedText("spec.yaml", SPEC.replace(NAME, "in-windows") + windows);
      cluster.api().submit(spec, Fleets.of(folder, database));
      Page page = browser.page(1280, 900, ColorScheme.LIGHT);
      page.navigate(cluster.coordinator().url() + "/#/migrations/in-windows");

      shows(page.locator(".head .phase"), "Backfilling");
      shows(page.locator("figure.windows figcaption"), "Closed; opens at");
      PlaywrightAssertions.assertThat(page.locator("figure.windows rect.open")).not().hasCount(0);
      TestBrowser.keep(page, "windows");

      act(page, "Pause");
      shows(page.locator(".head .phase"), "Paused");
    }
  }

  @Test
  void tokenIsAskedForAndNeverInAnAddress() throws Exception {
    KafkaSettings kafka = cluster.kafka();
    var settings =
        new CoordinatorSettings(
            "guarded", kafka, (short) 1, "127.0.0.1", 0, Optional.of("right-token"));
    // The page goes first: one that lost its coordinator complains of each try to find it again.
    try (var guarded = RunningCoordinator.start(settings, Traces.NONE);
        Page page = browser.page(1280, 900, ColorScheme.LIGHT)) {
      List<String> addresses = new CopyOnWriteArrayList<>();
      page.onRequest(request -> addresses.add(request.url()));
      int before = browser.complaints().size();

      page.navigate(guarded.url() + "/");
      Locator dialog = page.getByRole(AriaRole.DIALOG);
      dialog.locator("input").fill("wrong-token");
      dialog.getByRole(AriaRole.BUTTON, inside("Use it")).click();
      shows(dialog, "is not the right one");
      dialog.locator("input").fill("right-token");
      dialog.getByRole(AriaRole.BUTTON, inside("Use it")).click();

      shows(page.locator(".connection"), "Live");
      PlaywrightAssertions.assertThat(dialog).isHidden();
      assertThat(page.url()).doesNotContain("token");
      assertThat(addresses).isNotEmpty().noneMatch(address -> address.contains("right-token"));
      // The browser itself notes each 401; nothing else may be there.
      assertThat(browser.complaints().stream().skip(before)).allMatch(c -> c.contains("401"));
      browser.complaints().removeIf(complaint -> complaint.contains("401"));
    }
  }

  private static void act(Page page, String label) {
    page.getByRole(AriaRole.BUTTON, named(label)).click();
    page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON, inside(label)).click();
  }

  private static void shows(Locator locator, String text) {
    PlaywrightAssertions.assertThat(locator)
        .containsText(text, new ContainsTextOptions().setTimeout(PATIENCE_MILLIS));
  }

  private static Page.GetByRoleOptions named(String label) {
    return new Page.GetByRoleOptions().setName(label).setExact(true);
  }

  private static Locator.GetByRoleOptions inside(String label) {
    return new Locator.GetByRoleOptions().setName(label).setExact(true);
  }

  private static void assertNoValueIsShown(Page page) {
    assertThat(page.content())
        .doesNotContainPattern(Pattern.compile("person\\d+@|new@", Pattern.CASE_INSENSITIVE))
        .doesNotContain("jdbc:");
  }

  /** Both widths in both themes, for a person to look at; none may be wider than the window. */
  private static void keepAllLooks() {
    for (int width : List.of(400, 1920)) {
      for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        Page page = browser.page(width, 1000, scheme);
        for (String address : List.of("", "#/migrations/" + NAME)) {
          page.navigate(cluster.coordinator().url() + "/" + address);
          shows(page.locator(".connection"), "Live");
          PlaywrightAssertions.assertThat(page.locator("#workers")).isVisible();
          assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
              .as(width + " px")
              .isEqualTo(true);
          String what = address.isEmpty() ? "fleet" : "migration";
          TestBrowser.keep(page, what + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
        }
        page.close();
      }
    }
  }
}
