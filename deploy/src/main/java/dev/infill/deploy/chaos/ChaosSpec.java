package dev.infill.deploy.chaos;

import dev.infill.deploy.client.ApiClient.NamedText;

/** The migration of each round: many small ranges, so that faults meet them under way. */
final class ChaosSpec {
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: NAME
      table: users
      column:
        name: email_lower
        type: { postgresql: text, mysql: varchar(200) }
        value: lower(email)
        sync: derived
      constraints: { notNull: true }
      indexes: [ { name: users_email_lower_idx, columns: [email_lower] } ]
      writers: { gate: application, quiet: 5s, minChanges: 20 }
      limits:
        rangesInFlight: 2
        rangeRows: 500
        chunkTarget: 50ms
        lockTimeout: 2s
        allowRebuild: true
        pace: { slowdown: off }
      """;

  private ChaosSpec() {}

  static NamedText of(String name) {
    return new NamedText("chaos.yaml", SPEC.replace("NAME", name));
  }
}
