package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Task;
import dev.infill.common.observe.TraceParent;
import dev.infill.common.spec.SpecParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocol's document and the code say the same. */
class AsyncApiTest {
  /** The coordinators' own, whose form is no promise. */
  private static final String STATE = "state";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Codec CODEC = Codec.ofMessages();
  private static final Messages MESSAGES =
      new Messages(
          new KafkaSettings("localhost:9092", "infill", Map.of()),
          CODEC,
          "worker/host-1",
          InstantSource.fixed(Samples.NOW));
  private static final TraceParent TRACE =
      new TraceParent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "01");

  /** All that the samples leave out. */
  private static final String MIGRATION =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: users
      columns:
        - name: email_lower
          type: { postgresql: text, mysql: varchar(200) }
          value: lower(email)
          constraints: { notNull: true, default: "''", check: "email_lower <> 'x'" }
        - name: customer
          type: bigint
          value: (SELECT c.id FROM customers c WHERE c.email = users.email)
          constraints: { references: { table: customers, columns: [id], onDelete: cascade } }
        - { name: domain, type: text, transform: email-domain, sources: [email] }
      lookups: [ { table: customers, via: customers.email = users.email } ]
      indexes:
        - name: users_recent_idx
          parts:
            - { column: email_lower, order: desc, nulls: last, operatorClass: text_pattern_ops }
            - { expression: lower(domain) }
          include: [id]
          where: email_lower IS NOT NULL
      limits:
        pace: { walRate: 50MB, query: { sql: SELECT count(*) FROM jobs, max: 100 } }
      windows: [ { days: mon-fri, from: "22:00", to: "06:00", rangesInFlight: 8 } ]
      freeze: [ 2026-12-24..2026-12-26 ]
      zone: Europe/Berlin
      rollout: { canary: [shard-0], waves: [50%, 100%], haltOn: { appLatency: 50ms } }
      after: [ users-phone ]
      priority: 7
      """;

  private static final String FLEET =
      """
      apiVersion: infill/v1
      kind: Fleet
      name: users-fleet
      defaults:
        windows: [ { from: "20:00", to: "21:00" } ]
        sharedRangesInFlight: 4
      shards:
        - { id: shard-0, url: "jdbc:postgresql://127.0.0.1:5432/app", user: infill, tags: [eu] }
        - { id: shard-1, url: "jdbc:mysql://127.0.0.1:3306/app", user: infill }
      overrides:
        - { tag: eu, rangesInFlight: 2, windows: [ { from: "00:00", to: "06:00" } ] }
      """;

  private static AsyncApi api;

  @BeforeAll
  static void read() throws IOException {
    api = AsyncApi.read();
  }

  static Stream<Object> samples() {
    return Samples.all().stream();
  }

  static Stream<Path> released() throws Exception {
    return ReleasedMessagesTest.messages();
  }

  @Test
  void everyReferenceLeadsSomewhereAndNothingIsLeftOver() {
    assertThat(api.at("/asyncapi").asText()).isEqualTo("3.0.0");
    assertThat(api.broken()).isEmpty();
    assertThat(api.unused()).isEmpty();
    assertThat(api.unknownKeywords()).isEmpty();
  }

  @Test
  void everyTopicIsAChannelAndNoOther() {
    assertThat(names(api.at("/channels")))
        .containsExactlyElementsOf(
            Stream.of(Topic.values()).map(topic -> topic.name().toLowerCase(Locale.ROOT)).toList());
  }

  @ParameterizedTest
  @EnumSource
  void channelHasTheTopicsNamePartitionsAndPolicy(Topic topic) {
    var channel = api.at("/channels/" + topic.name().toLowerCase(Locale.ROOT));
    var kafka = channel.at("/bindings/kafka");
    var kept = kafka.path("topicConfiguration");
    var made = TopicSetup.configs(topic);

    assertThat(channel.path("address").asText()).isEqualTo(topic.name("{prefix}"));
    assertThat(kafka.path("partitions").intValue()).isEqualTo(topic.partitions());
    assertThat(texts(kept.path("cleanup.policy")))
        .containsExactly(made.get(TopicConfig.CLEANUP_POLICY_CONFIG))
        .containsExactly(topic.compacted() ? "compact" : "delete");
    assertThat(kept.path("retention.ms").asText())
        .isEqualTo(made.getOrDefault(TopicConfig.RETENTION_MS_CONFIG, ""));
    assertThat(kept.path("max.message.bytes").intValue())
        .isEqualTo(KafkaSettings.MAX_MESSAGE_BYTES);
  }

  @Test
  void everyMessageIsOnOneChannelAndNoOther() {
    var known = new ArrayList<>(samples().map(AsyncApiTest::name).toList());
    known.add(STATE);

    var onChannels = new ArrayList<String>();
    api.at("/channels").forEach(channel -> onChannels.addAll(names(channel.path("messages"))));

    assertThat(names(api.at("/components/messages"))).containsExactlyInAnyOrderElementsOf(known);
    assertThat(onChannels).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void everyMessageIsSentBySomebodyAndReceivedBySomebody() {
    for (String channel : names(api.at("/channels"))) {
      var messages = Set.copyOf(names(api.at("/channels/" + channel + "/messages")));

      assertThat(told("send", channel)).isEqualTo(messages);
      assertThat(told("receive", channel)).isEqualTo(messages);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void messageTravelsAsDescribed(Object message) throws IOException {
    var record = MessagesTest.record(MESSAGES, message);
    boolean traced = message instanceof Task || message instanceof Event;
    TraceHeader.on(record, Optional.of(TRACE).filter(place -> traced));
    var headers = JSON.createObjectNode();
    for (var header : record.headers()) {
      headers.put(header.key(), new String(header.value(), UTF_8));
    }

    var described = "/components/messages/" + name(message);
    var channel = "/channels/" + record.topic().replace("infill.", "");
    var key = AsyncApi.pointer(api.at(described + "/bindings")) + "/kafka/key";
    assertThat(AsyncApi.pointer(api.at(channel + "/messages/" + name(message))))
        .isEqualTo(described);
    assertThat(api.at(described + "/name").asText()).isEqualTo(headers.path("ce_type").asText());
    assertThat(api.problemsAndUndescribed(described + "/headers", headers)).isEmpty();
    assertThat(api.problems(key, TextNode.valueOf(record.key()))).isEmpty();
    assertThat(api.problemsAndUndescribed(payload(message), JSON.readTree(record.value())))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void exampleIsTheGoldenFile(Object message) throws IOException {
    var examples = api.at("/components/messages/" + name(message) + "/examples");

    assertThat(examples).hasSize(1);
    assertThat(examples.path(0).path("payload")).isEqualTo(GoldenMessagesTest.golden(message));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void propertiesAreDescribedAsTheRecordHasThem(Object message) {
    assertThat(RecordSchema.differences(api, message.getClass(), api.at(payload(message))))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void propertyIsRequiredJustWhereReadersCannotDoWithout(Object message) throws IOException {
    var whole = GoldenMessagesTest.golden(message);

    var needed = new TreeSet<>(names(whole));
    needed.removeIf(property -> isReadWithout(property, whole, message));

    assertThat(texts(api.at(payload(message) + "/required")))
        .containsExactlyInAnyOrderElementsOf(needed);
  }

  @ParameterizedTest
  @MethodSource("released")
  void messagesOfReleasedVersionsAreAsDescribed(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".json", "");

    assertThat(
            api.problems("/components/messages/" + name + "/payload", JSON.readTree(file.toFile())))
        .isEmpty();
  }

  @Test
  void specThatSaysAllThereIsToSayIsAsDescribed() throws Exception {
    var specs = SpecParser.migration("m.yaml", MIGRATION);
    var submit = Command.Submit.of(specs, SpecParser.fleet("f.yaml", FLEET));
    var json = JSON.readTree(CODEC.write(submit));

    assertThat(api.problemsAndUndescribed(payload(submit), json)).isEmpty();
    assertThat(List.of("others", "rollout", "references", "transform", "query", "usualWindows"))
        .allSatisfy(part -> assertThat(json.findValues(part)).as(part).isNotEmpty());
  }

  @Test
  void whatIsNotDescribedIsSeen() throws IOException {
    var added = new Event.ColumnAdded();
    var later = ((ObjectNode) GoldenMessagesTest.golden(added)).put("laterField", 1);

    assertThat(api.problems(payload(added), later)).isEmpty();
    assertThat(api.problemsAndUndescribed(payload(added), later)).hasSize(1);
    assertThat(api.problems(payload(new Event.TurnGiven(1)), later)).hasSize(2);
    assertThat(RecordSchema.differences(api, Event.TurnGiven.class, api.at(payload(added))))
        .hasSize(5);
  }

  /** The messages of a channel that some operation sends, or receives. */
  private static Set<String> told(String action, String channel) {
    var told = new TreeSet<String>();
    for (JsonNode operation : api.at("/operations")) {
      if (operation.path("action").asText().equals(action)
          && AsyncApi.pointer(operation.path("channel")).equals("/channels/" + channel)) {
        var some = operation.path("messages");
        some.forEach(message -> told.add(AsyncApi.pointer(message).replaceFirst(".*/", "")));
        if (some.isMissingNode()) {
          told.addAll(names(api.at("/channels/" + channel + "/messages")));
        }
      }
    }
    return told;
  }

  private static boolean isReadWithout(String property, JsonNode whole, Object message) {
    try {
      var rest = ((ObjectNode) whole.deepCopy()).without(property);
      CODEC.read(JSON.writeValueAsBytes(rest), GoldenMessagesTest.root(message));
      return true;
    } catch (UnreadableMessageException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String payload(Object message) {
    return "/components/messages/" + name(message) + "/payload";
  }

  private static String name(Object message) {
    return CloudEvents.type(message.getClass()).replace("dev.infill.", "");
  }

  private static List<String> names(JsonNode object) {
    Iterable<String> names = object::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
