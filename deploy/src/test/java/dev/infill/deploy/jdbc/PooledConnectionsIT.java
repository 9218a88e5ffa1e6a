package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.TestPgBouncer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A pooler in transaction mode gives each transaction another session. */
@ParameterizedClass
@EnumSource(Server.class)
class PooledConnectionsIT extends OnSteps {
  @Test
  void aPoolerIsRefusedBeforeAnythingIsSetInASession() throws Exception {
    try (var pooler = TestPgBouncer.before(database)) {
      var address = Shards.address(pooler.database());

      var surveyed = store.survey(SpecMaker.people().spec(), address);

      assertThat(surveyed.plan()).isEmpty();
      assertThat(surveyed.findings())
          .extracting(Finding::code)
          .containsExactly("pooled-connections");
      // The pooler's session, which the next client gets, is as it was.
      assertThat(pooler.database().value("SHOW default_transaction_read_only")).isEqualTo("off");
      assertThat(pooler.database().value("SHOW idle_in_transaction_session_timeout"))
          .isEqualTo("0");
      assertThat(pooler.database().value("SHOW application_name")).isNotEqualTo("infill test");
    }
  }

  /** A fleet's URL may come to name a pooler only after the plan. */
  @Test
  void noStepAndNoFillGoesThroughAPooler() throws Exception {
    var shard = planned(SpecMaker.people());
    try (var pooler = TestPgBouncer.before(database);
        var pools = new ShardPools(Shards.connections(database, "test"), 1)) {
      var address = Shards.address(pooler.database());
      for (var kind : SessionKind.values()) {
        assertThatThrownBy(() -> Shards.connections(database, "test").open(address, kind))
            .isInstanceOfSatisfying(
                ShardFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT))
            .hasMessageContaining("pooler");
      }
      var rows = new JdbcRowStores(pools).open(address, shard.plan().fill());
      assertThatThrownBy(() -> rows.fill(KeyRange.ALL, Duration.ofSeconds(1)))
          .hasMessageContaining("pooler");
    }
  }
}
