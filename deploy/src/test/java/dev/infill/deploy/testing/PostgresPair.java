package dev.infill.deploy.testing;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/** The standby streams; the clients' URL lists both servers. */
public final class PostgresPair implements ServerPair {
  private final OwnServer primary;
  private final TestDatabase first;
  private final OwnServer standby;
  private boolean outOfTouch;

  private PostgresPair(OwnServer primary) throws IOException, SQLException {
    this.primary = primary;
    this.first = primary.database();
    this.standby = primary.standby(Map.of());
  }

  public static PostgresPair newest() throws IOException, SQLException {
    return new PostgresPair(OwnServer.start(Map.of()));
  }

  public static PostgresPair version15() throws IOException, SQLException {
    return new PostgresPair(OwnServer.version15(Map.of()));
  }

  @Override
  public TestDatabase first() {
    return first;
  }

  @Override
  public TestDatabase either() {
    return of(primaryPort(), standbyPort(), "?targetServerType=primary&hostRecheckSeconds=1");
  }

  @Override
  public TestDatabase listed(boolean standbyFirst) {
    return standbyFirst
        ? of(standbyPort(), primaryPort(), "")
        : of(primaryPort(), standbyPort(), "");
  }

  private TestDatabase of(int one, int other, String more) {
    String url =
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s%s"
            .formatted(one, other, first.name(), more);
    return new TestDatabase(first.name(), url, first.user(), first.password(), first.adminUrl());
  }

  @Override
  public int primaryPort() {
    return primary.server().port();
  }

  @Override
  public int standbyPort() {
    return standby.server().port();
  }

  @Override
  public void stopPrimary() {
    primary.close();
  }

  @Override
  public void awaitReplayed() throws SQLException {
    String sent = ask(primary, "SELECT pg_current_wal_lsn()");
    String replayed = "SELECT pg_last_wal_replay_lsn() >= '%s'::pg_lsn".formatted(sent);
    Await.until(
        "the standby has what is committed", Await.LONG, () -> ask(standby, replayed).equals("t"));
  }

  @Override
  public void loseTouch() {
    standby.stop();
    outOfTouch = true;
  }

  @Override
  public void losePrimary() {
    primary.server().kill9();
  }

  @Override
  public TestDatabase promote() throws IOException, SQLException {
    if (outOfTouch) {
      standby.server().startAgain();
    }
    ask(standby, "SELECT pg_promote(true, 60)");
    return standby.database(first);
  }

  @Override
  public void close() {
    standby.close();
    primary.close();
  }

  private static String ask(OwnServer server, String query) throws SQLException {
    try (var connection = server.server().connect("postgres");
        var statement = connection.createStatement();
        var answer = statement.executeQuery(query)) {
      answer.next();
      return answer.getString(1);
    }
  }
}
