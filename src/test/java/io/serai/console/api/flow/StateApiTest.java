package io.serai.console.api.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.console.Asked;
import io.serai.console.Asked.Answer;
import io.serai.console.Asked.Page;
import io.serai.console.RefusedException;
import io.serai.deploy.FlowControlStandIn;
import io.serai.node.state.KeptStates;
import io.serai.store.Changes;
import io.serai.store.MemoryStore;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class StateApiTest {

    @TempDir private Path folder;
    private final MemoryStore store = new MemoryStore();
    private Bench bench;
    private KeptStates kept;
    private FlowControlStandIn control;
    private Asked api;

    @BeforeEach
    void open() {
        bench = Bench.withDevices(folder, "devices: []\n", store);
        kept = bench.palette.kept();
        control = new FlowControlStandIn(bench.time);
        control.deployTogether(Map.of("tank.camel.yaml", "tank\n", "lamp.camel.yaml", "a\n"), "it");
        api = new Asked(new StateApi(kept, control));
        keep("tank", "fill", "a/level", "\"ON\"");
        keep("tank", "fill", "", "\"OFF\"");
        keep("tank", "warn", "b c", "{\"n\": [1, 2]}");
        keep("gone", "dark", "x", "7");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void keep(String flow, String node, String key, String json) {
        store.commit(new Changes().state(flow, node, key, json)).toCompletableFuture().join();
    }

    private static List<String> names(JsonNode answer) {
        List<String> names = new ArrayList<>();
        answer.path("states")
                .forEach(each ->
                        names.add(
                                "%s %s %s"
                                        .formatted(
                                                each.path("flow").asText(),
                                                each.path("node").asText(),
                                                each.path("key").asText())));
        return names;
    }

    private int cleared(String target) throws Exception {
        Answer answer = api.ask("DELETE", target, "");
        assertThat(answer.status()).as(answer.error()).isEqualTo(200);
        return answer.body().get("cleared").asInt();
    }

    @Test
    void whatAllFlowsKeepIsListedAndWhetherThatIsAll() throws Exception {
        JsonNode all = api.get("state").body();
        JsonNode two = api.get("state?n=2").body();

        assertThat(names(all))
                .containsExactly("gone dark x", "tank fill ", "tank fill a/level", "tank warn b c");
        assertThat(all.get("more").asBoolean()).isFalse();
        assertThat(names(two)).containsExactly("gone dark x", "tank fill ");
        assertThat(two.get("more").asBoolean()).isTrue();
        assertThat(api.get("state?n=1001").status()).isEqualTo(400);
    }

    @Test
    void whatAFlowKeepsIsListedByNodeAndKey() throws Exception {
        assertThat(names(api.get("flows/tank/state").body())).hasSize(3);
        assertThat(names(api.get("flows/tank/state?node=fill").body())).hasSize(2);
        assertThat(names(api.get("flows/tank/state?node=fill&key=").body()))
                .containsExactly("tank fill ");
        assertThat(api.get("flows/tank/state?node=warn&key=b%20c").body())
                .isEqualTo(
                        Asked.json(
                                """
                                {"states": [{"flow": "tank", "node": "warn", "key": "b c",
                                             "value": {"n": [1, 2]}, "bytes": 13, "cut": false}],
                                 "more": false}
                                """));
        assertThat(names(api.get("flows/gone/state").body())).containsExactly("gone dark x");
        assertThat(api.get("flows/lamp/state").body())
                .isEqualTo(Asked.json("{\"states\": [], \"more\": false}"));
    }

    @Test
    void aLongValueIsCutAmongOthersAndWholeByItself() throws Exception {
        String text = "é".repeat(5000);
        keep("lamp", "last", "t", '"' + text + '"');

        JsonNode among = api.get("flows/lamp/state").body().get("states").get(0);
        JsonNode alone = api.get("flows/lamp/state?node=last&key=t").body().get("states").get(0);

        assertThat(among.get("cut").asBoolean()).isTrue();
        assertThat(among.get("value").asText()).hasSize(1000);
        assertThat(among.get("bytes").asInt()).isEqualTo(10_002);
        assertThat(alone.get("cut").asBoolean()).isFalse();
        assertThat(alone.get("value").asText()).isEqualTo(text);
    }

    @Test
    void oneKeyOneNodeOrTheWholeFlowIsClearedAndCounted() throws Exception {
        assertThat(cleared("flows/tank/state?node=fill&key=")).isEqualTo(1);
        assertThat(store.states("tank", "fill")).containsOnlyKeys("a/level");
        assertThat(cleared("flows/tank/state?node=warn")).isEqualTo(1);
        keep("tank", "warn", "z", "1");
        assertThat(cleared("flows/tank/state")).isEqualTo(2);
        assertThat(cleared("flows/tank/state")).isZero();
        assertThat(names(api.get("state").body())).containsExactly("gone dark x");
    }

    @Test
    void aFlowThatIsStoppedOrGoneIsClearedToo() throws Exception {
        control.stop("tank");

        assertThat(cleared("flows/tank/state")).isEqualTo(3);
        assertThat(cleared("flows/gone/state")).isEqualTo(1);

        assertThat(api.get("state").body().get("states")).isEmpty();
        assertThat(api.ask("DELETE", "flows/gone/state", "").status()).isEqualTo(404);
    }

    @Test
    void whatIsNotThereIsToldWithWhatIs() throws Exception {
        for (String method : List.of("GET", "DELETE")) {
            Answer flow = api.ask(method, "flows/tnak/state", "");
            Answer node = api.ask(method, "flows/tank/state?node=fil", "");
            Answer key = api.ask(method, "flows/tank/state?node=warn&key=b", "");
            Answer bare = api.ask(method, "flows/lamp/state?node=x", "");

            assertThat(List.of(flow.status(), node.status(), key.status(), bare.status()))
                    .containsOnly(404);
            assertThat(flow.error()).isEqualTo("There is no flow \"tnak\". Did you mean \"tank\"?");
            assertThat(node.error())
                    .contains("no node \"fil\"", "\"fill\", \"warn\".", "Did you mean \"fill\"?");
            assertThat(key.error()).contains("under the key \"b\"", "Its keys: \"b c\".");
            assertThat(bare.error()).contains("The nodes that do: none.");
            assertThat(api.ask(method, "flows/tank/state?key=b", "").status()).isEqualTo(400);
        }
        assertThat(names(api.get("state").body())).hasSize(4);
    }

    private static JsonNode states(Page page) {
        return Objects.requireNonNull(page.latest().get("states"));
    }

    @Test
    void pagesSeeWhatIsClearedAndAreToldNothingOtherwise() throws Exception {
        var page = new Page();
        var channel = new StateChannel(kept, bench.time);
        try (AutoCloseable open = channel.open(Asked.json("{\"flow\": \"tank\"}"), page)) {
            assertThat(names(states(page))).hasSize(3);
            bench.time.advance(Duration.ofSeconds(5));
            assertThat(page.latest()).isEmpty();

            cleared("flows/tank/state?node=fill");
            bench.time.advance(Duration.ofSeconds(1));

            assertThat(names(states(page))).containsExactly("tank warn b c");
            assertThat(open).isNotNull();
        }
        assertThatThrownBy(() -> channel.open(Asked.json("{}"), page))
                .isInstanceOf(RefusedException.class);
    }
}
