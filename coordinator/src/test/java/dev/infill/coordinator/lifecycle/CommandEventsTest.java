package dev.infill.coordinator.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.InvalidSpecException;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.SpecParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a submission is for each shard of a fleet. */
class CommandEventsTest {
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: users
      column:
        name: email_lower
        type: { postgresql: text, mysql: varchar(200) }
        value: lower(email)
      """;
  private static final String FLEET =
      """
      apiVersion: infill/v1
      kind: Fleet
      name: users
      shards:
        - { id: shard-0, url: "jdbc:postgresql://db/app", user: infill }
        - { id: shard-1, url: "jdbc:mysql://db/shop", user: infill }
        - { id: shard-2, url: "jdbc:mysql://db/store", user: infill }
      """;

  @Test
  void eachShardIsToldWhatItsEngineNeedsAndWhereItsTableIs() throws InvalidSpecException {
    var events = CommandEvents.of(submit(SPEC, FLEET), List.of());

    assertThat(events.values())
        .extracting(event -> ((Submitted) event).spec())
        .extracting(on -> on.table() + " " + on.columns().getFirst().type())
        .containsExactly(
            "public.users text", "shop.users varchar(200)", "store.users varchar(200)");
  }

  @Test
  void whatOneEngineNeedsIsAllThatAFleetOfItCarries() throws InvalidSpecException {
    var command = submit(SPEC, FLEET.replace("postgresql", "mysql"));

    assertThat(command.others()).isEmpty();
    assertThat(command.spec().columns()).extracting(ColumnSpec::type).containsOnly("varchar(200)");
  }

  @Test
  void submissionIsTheSameBehindATopic() throws InvalidSpecException {
    var codec = Codec.ofMessages();
    var command = submit(SPEC, FLEET);

    assertThat(codec.read(codec.write(command), Command.class)).isEqualTo(command);
  }

  /** As versions that knew one engine's text sent it. */
  @Test
  void submissionOfAnEarlierVersionIsWhatItWas() throws InvalidSpecException {
    Fleet fleet = SpecParser.fleet("f.yaml", FLEET);
    ShardAddress shard = fleet.shards().getFirst();
    MigrationSpec spec = SpecParser.migration("m.yaml", SPEC).on(shard);

    assertThat(new Command.Submit(spec, fleet).specOn(shard)).isEqualTo(spec);
  }

  private static Command.Submit submit(String spec, String fleet) throws InvalidSpecException {
    return Command.Submit.of(
        SpecParser.migration("m.yaml", spec), SpecParser.fleet("f.yaml", fleet));
  }
}
