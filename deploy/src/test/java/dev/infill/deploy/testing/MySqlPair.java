package dev.infill.deploy.testing;

import dev.infill.deploy.local.TcpProxy;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/** The replica gets all by GTIDs; the clients have one address, which is moved to it. */
public final class MySqlPair implements ServerPair {
  private final OwnMySql primary;
  private final OwnMySql replica;
  private final TestDatabase first;
  private final TcpProxy address;

  private MySqlPair(OwnMySql primary) throws IOException, SQLException {
    this.primary = primary;
    this.replica = primary.replica(TestMySql.packaged());
    this.first = primary.database();
    this.address = new TcpProxy(primary.server().port());
  }

  public static MySqlPair start() throws IOException, SQLException {
    return new MySqlPair(OwnMySql.start(TestMySql.packaged(), Map.of()));
  }

  @Override
  public TestDatabase first() {
    return first;
  }

  @Override
  public TestDatabase either() {
    return at("127.0.0.1:" + address.port());
  }

  @Override
  public TestDatabase listed(boolean standbyFirst) {
    String list = "127.0.0.1:%d,127.0.0.1:%d";
    return at(
        standbyFirst
            ? list.formatted(standbyPort(), primaryPort())
            : list.formatted(primaryPort(), standbyPort()));
  }

  private TestDatabase at(String place) {
    String url = first.url().replace("127.0.0.1:" + primaryPort(), place);
    return new TestDatabase(first.name(), url, first.user(), first.password(), first.adminUrl());
  }

  @Override
  public int primaryPort() {
    return primary.server().port();
  }

  @Override
  public int standbyPort() {
    return replica.server().port();
  }

  @Override
  public void stopPrimary() {
    primary.close();
  }

  @Override
  public void awaitReplayed() throws SQLException {
    String committed = primary.value("SELECT @@GLOBAL.gtid_executed");
    String replayed = "SELECT GTID_SUBSET('%s', @@GLOBAL.gtid_executed)".formatted(committed);
    Await.until(
        "the replica has what is committed", Await.LONG, () -> replica.value(replayed).equals("1"));
  }

  @Override
  public void loseTouch() throws SQLException {
    replica.execute("STOP REPLICA");
  }

  @Override
  public void losePrimary() {
    primary.server().kill9();
  }

  @Override
  public TestDatabase promote() throws IOException, SQLException {
    replica.promote();
    address.leadTo(replica.server().port());
    return replica.database(first);
  }

  @Override
  public void close() throws IOException {
    address.close();
    replica.close();
    primary.close();
  }
}
