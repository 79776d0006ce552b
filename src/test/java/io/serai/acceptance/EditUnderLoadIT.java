package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.acceptance.VersionedReceiver.Tally;
import io.serai.testing.Machine;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A flow is edited again and again while messages stream through it: each message meets one version,
/// once and in order. `-Dserai.edits=100` for more than a few.
@ParameterizedClass
@EnumSource(EditUnderLoadIT.Session.class)
class EditUnderLoadIT {

    /// Where the broker is, and whether it remembers the flow's subscription.
    enum Session {
        EMBEDDED(BrokerKind.EMBEDDED, ""),
        MOSQUITTO(BrokerKind.MOSQUITTO, ""),
        MOSQUITTO_CLEAN(
                BrokerKind.MOSQUITTO,
                """
                        clientId: edited
                        cleanSession: true
                """);

        private final BrokerKind broker;
        private final String parameters;

        Session(BrokerKind broker, String parameters) {
            this.broker = broker;
            this.parameters = parameters;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(EditUnderLoadIT.class);
    private static final int EDITS = Integer.getInteger("serai.edits", 8);
    private static final Duration CALM = Duration.ofSeconds(2);
    private static final String BYSTANDER =
            """
            - route:
                id: bystander
                from:
                  uri: paho:calm/in
                  parameters:
                    qos: 1
                  steps:
                    - to:
                        uri: paho:calm/out
                        parameters:
                          qos: 1
            """;

    @TempDir private static Path folder;
    private static House house;

    @Parameter private Session session;

    @BeforeParameterizedClassInvocation
    static void open(Session session) {
        house =
                House.open(
                        session.broker,
                        folder,
                        new RouteEdit[] {RouteEdit.add("bystander.camel.yaml", BYSTANDER)});
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    private String flow(String name, String filter, int qos, int version) {
        return """
        - route:
            id: %1$s
            from:
              uri: paho:%2$s
              parameters:
                qos: %3$d
        %4$s      steps:
                - setBody:
                    simple: ${body} %5$d
                - to:
                    uri: paho:%1$s/out
                    parameters:
                      qos: %3$d
        """
                .formatted(name, filter, qos, session.parameters, version);
    }

    /// By turns as an editor that writes the file and as one that renames another one.
    private void save(String name, String filter, int qos, int version) throws IOException {
        Editor editor = version % 2 == 0 ? Editor.RENAME : Editor.TRUNCATE;
        editor.save(
                house.gateway().routes().resolve(name + ".camel.yaml"),
                flow(name, filter, qos, version));
    }

    private Tally edit(String name, int qos, int perSecond, String topic, String... filters)
            throws Exception {
        var receiver = house.guest(new VersionedReceiver(house.mqttPort(), name + "/out"));
        save(name, filters[0], qos, 1);
        receiver.awaitFlow(house.probe(), topic);
        var bystander = house.guest(new Bystander(house.mqttPort(), "calm/in", "calm/out"));
        var sender = house.guest(new SteadySender(house.mqttPort(), topic, qos, perSecond));

        long begin = System.nanoTime();
        sender.awaitMore(CALM);
        long edited = System.nanoTime();
        for (int version = 2; version <= EDITS + 1; version++) {
            save(name, filters[version % filters.length], qos, version);
            receiver.awaitVersion(version);
        }
        long end = System.nanoTime();
        int sent = sender.finish();
        bystander.finish();
        Tally tally = receiver.tally(sent);

        LOG.info(
                "{}, QoS {}, {} edits in {} ms under {} msg/s: {}; beside it before: {}; meanwhile: {}",
                session,
                qos,
                EDITS,
                Duration.ofNanos(end - edited).toMillis(),
                perSecond,
                tally,
                bystander.between(begin, edited),
                bystander.between(edited, end));
        assertThat(bystander.between(edited, end).percentile(99))
                .as("the other flow's answers")
                .isLessThan(Duration.ofSeconds(2));
        assertThat(house.gateway().health().count("flow.failures", name)).isZero();
        assertThat(tally.versions()).isEqualTo(EDITS + 1);
        return tally;
    }

    @Test
    @ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
    void qos1MessagesMeetOneVersionEachInOrder() throws Exception {
        Tally tally = edit("sure", 1, 2000, "sure/in", "sure/in");

        assertThat(tally).isEqualTo(new Tally(tally.sent(), 0, 0, 0, 0, EDITS + 1));
    }

    @Test
    @ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
    void qos0MessagesMeetOneVersionEachInOrder() throws Exception {
        Tally tally = edit("quick", 0, 500, "quick/in", "quick/in");

        assertThat(tally).isEqualTo(new Tally(tally.sent(), 0, 0, 0, 0, EDITS + 1));
    }

    /// While the broker has both filters it sends a message for each, on two connections, of which one may
    /// overtake the other.
    @Test
    @ResourceLock(value = Machine.PROCESSORS, mode = ResourceAccessMode.READ)
    void messagesOfAnotherFilterAreNotLost() throws Exception {
        Tally tally = edit("wide", 1, 2000, "wide/in/x", "wide/in/+", "wide/in/#");

        assertThat(tally.missing()).isZero();
        assertThat(tally.backward()).isLessThanOrEqualTo(5 * EDITS);
        assertThat(tally.again()).isLessThanOrEqualTo(5 * EDITS);
    }
}
