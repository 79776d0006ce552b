package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.acceptance.MqttProbe.Received;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The JSON chat, with the gateway as one of its members.
@ParameterizedClass
@EnumSource(BrokerKind.class)
class ChatIT {

    @TempDir private static Path folder;
    private static House house;

    @Parameter private BrokerKind broker;

    @BeforeParameterizedClassInvocation
    static void open(BrokerKind broker) {
        house = House.open(broker, folder);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        house.close();
    }

    @AfterEach
    void leave() {
        house.leave();
    }

    @Test
    void greetsWhenItJoins() throws Exception {
        house.gateway().stop();

        CompletableFuture<Void> starting = CompletableFuture.runAsync(house.gateway()::start);
        MqttProbe member = house.firstProbe().subscribe("chat");

        assertThat(member.await("chat", 1))
                .as("on the %s broker", broker)
                .extracting(Received::text, Received::qos, Received::retained)
                .containsExactly(tuple("{\"user\":\"serai\",\"say\":\"Hello,anyone!\"}", 0, false));
        starting.get(60, TimeUnit.SECONDS);
    }

    @Test
    void saysWhatItIsToldToSayAndMembersUnderstandIt() {
        Program member = house.python("chat_client.py", "ann");
        member.awaitLine("ann:Hello,anyone!");
        MqttProbe owner = house.probe().subscribe("chat");

        owner.publish("serai/say", "Dinner is \"ready\" \\ 晚饭好了");

        member.awaitLine("serai:Dinner is \"ready\" \\ 晚饭好了");
        Received said = owner.await("chat", 1).getFirst();
        assertThat(said.qos()).isZero();
        assertThat(said.retained()).isFalse();
    }

    @Test
    void keepsWhatIsSaidInOrder() {
        Program ann = house.python("chat_client.py", "ann");
        ann.awaitLine("ann:Hello,anyone!");
        Program bob = house.python("chat_client.py", "bob");
        bob.awaitLine("bob:Hello,anyone!");

        ann.type("你好");
        bob.awaitLine("ann:你好");
        bob.type("who's there?");
        ann.awaitLine("bob:who's there?");

        awaitKept("bob:who's there?");
        assertThat(kept()).containsSubsequence("ann:你好", "bob:who's there?");
    }

    @Test
    void junkIsNotKeptAndTheNextWordIs() {
        MqttProbe member = house.probe();
        awaitKept(member, "before");
        List<String> before = kept();

        for (Junk junk : Junk.values()) {
            member.publish("chat", junk.payload(), 1, false);
        }
        for (String wrong :
                List.of(
                        "{}",
                        "{\"user\": \"ann\"}",
                        "{\"say\": \"x\"}",
                        "{\"user\": 7, \"say\": \"x\"}",
                        "{\"user\": \"ann\", \"say\": null}",
                        "{\"user\": \"ann\", \"say\": [\"x\"]}")) {
            member.publish("chat", wrong);
        }
        awaitKept(member, "after");

        assertThat(kept().subList(before.size(), kept().size())).containsExactly("eve:after");
        assertThat(house.gateway().isAlive()).isTrue();
    }

    private static void awaitKept(MqttProbe member, String word) {
        member.publish("chat", "{\"user\": \"eve\", \"say\": \"" + word + "\"}");
        awaitKept("eve:" + word);
    }

    private static void awaitKept(String line) {
        Waiting.until(() -> line + " in chat.txt: " + kept(), () -> kept().contains(line));
    }

    private static List<String> kept() {
        Path file = house.gateway().data().resolve("chat.txt");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
