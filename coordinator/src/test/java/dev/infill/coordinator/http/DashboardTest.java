package dev.infill.coordinator.http;

import static dev.infill.coordinator.testing.Migrations.backfilling;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DashboardTest {
  private TestApi api;

  @BeforeEach
  void start() throws Exception {
    api = new TestApi(Optional.of("s3cret"));
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void pageIsServedToAnybodyAndRunsNothingButItsOwnFiles() throws Exception {
    var page = api.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body()).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("style=");
    assertThat(page.body()).doesNotContain("http://").doesNotContain("https://");
  }

  @Test
  void everyFileThatThePageNamesIsThere() throws Exception {
    var known = new TreeSet<String>();
    var open = new TreeSet<>(List.of("/"));
    while (!open.isEmpty()) {
      String path = open.pollFirst();
      var file = api.get(path);
      assertThat(file.statusCode()).as(path).isEqualTo(200);
      known.add(path);
      var named =
          Pattern.compile("(?:src|href)=\"(ui/[a-z./-]+)\"|from \"\\./([a-z./-]+)\"")
              .matcher(file.body());
      while (named.find()) {
        String next = named.group(1) == null ? "/ui/" + named.group(2) : "/" + named.group(1);
        if (!known.contains(next)) {
          open.add(next);
        }
      }
    }

    assertThat(known).contains("/ui/app.js", "/ui/vendor/htm-preact.js", "/ui/dashboard.css");
    assertThat(api.get("/ui/vendor/license.txt").body()).contains("Apache License", "MIT License");
  }

  @Test
  void fileThatDidNotChangeIsNotSentAgain() throws Exception {
    String tag = api.get("/ui/app.js").headers().firstValue("etag").orElseThrow();

    var again = api.send(api.request("/ui/app.js").header("If-None-Match", tag));

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void nothingOutsideOfItsFolderIsServed() throws Exception {
    assertThat(raw("GET /ui/../openapi/openapi.yaml HTTP/1.1")).startsWith("HTTP/1.1 404");
    assertThat(raw("GET /ui/%2e%2e/openapi/openapi.yaml HTTP/1.1")).startsWith("HTTP/1.1 404");
    assertThat(raw("GET /ui/vendor/ HTTP/1.1")).startsWith("HTTP/1.1 404");
  }

  @Test
  void tokenIsAskedForByAllThatThePageReads() throws Exception {
    api.views.put(backfilling());

    for (String path : List.of("/v1/stream", "/v1/fleet", "/v1/migrations/users-email/events")) {
      assertThat(api.get(path).statusCode()).isEqualTo(401);
      assertThat(api.get(path + "?token=s3cret").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void ourOwnPageIsAnsweredAndAnotherIsNot() throws Exception {
    String own = "http://127.0.0.1:" + api.port();

    assertThat(from(own, "same-origin")).isEqualTo(200);
    assertThat(from(own, "cross-site")).isEqualTo(403);
    assertThat(from("http://evil.example", "same-origin")).isEqualTo(403);
    assertThat(from("null", "same-origin")).isEqualTo(403);
  }

  @Test
  void nameThatWasPointedAtThisMachineIsNotAnsweredWithoutAToken() throws Exception {
    try (var open = new TestApi(Optional.empty())) {
      assertThat(raw(open, "GET /v1/fleet HTTP/1.1", "evil.example:80")).contains(" 403 ");
      assertThat(raw(open, "GET /v1/fleet HTTP/1.1", "localhost:80")).contains(" 200 ");
      assertThat(raw(open, "GET /v1/fleet HTTP/1.1", "[::1]:80")).contains(" 200 ");
    }
  }

  private int from(String origin, String site) throws Exception {
    return api.send(
            api.request("/v1/fleet")
                .header("Authorization", "Bearer s3cret")
                .header("Origin", origin)
                .header("Sec-Fetch-Site", site))
        .statusCode();
  }

  private String raw(String line) throws Exception {
    return raw(api, line, "127.0.0.1");
  }

  /** The first line of the answer to a request that no client of Java's would send. */
  private static String raw(TestApi api, String line, String host) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket
          .getOutputStream()
          .write((line + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8).lines().findFirst().get();
    }
  }
}
