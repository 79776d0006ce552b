package io.serai.console.api.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.console.Asked;
import io.serai.console.Asked.Answer;
import io.serai.console.api.FilePlaces;
import io.serai.deploy.FlowControlStandIn;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

class ByHandApiTest {

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final FlowControlStandIn control = new FlowControlStandIn(time);
    private final Asked api =
            new Asked(new ByHandApi(control, time, new FilePlaces(Path.of("routes"))));

    @BeforeEach
    void deploy() {
        control.deployTogether(Map.of("lamp.camel.yaml", "lamp\n"), "test");
    }

    private Answer inject(String body) throws Exception {
        return api.ask("POST", "flows/lamp/inject", body);
    }

    @Test
    void aMessageIsPutInAndHowItWentIsTold() throws Exception {
        Answer done =
                inject("{\"route\": \"lamp\", \"body\": {\"light\": 3}, \"headers\": {\"A\": 1}}");
        Answer failed = inject("{\"body\": \"bad\"}");

        assertThat(done.body().get("outcome").asText()).isEqualTo("done");
        assertThat(failed.body().get("outcome").asText()).isEqualTo("failed");
        assertThat(failed.body().get("reason").asText()).isEqualTo("bad as ever");
    }

    @Test
    void nonsenseIsRefused() throws Exception {
        assertThat(inject("{\"body\": \"x\", \"headers\": []}").error()).contains("\"headers\"");
        assertThat(inject("{\"headers\": {\"A\": {}}}").error()).contains("\"A\" must be a text");
        assertThat(inject("{\"route\": 7}").error()).contains("\"route\" must be a text");
        assertThat(inject("{").error()).contains("not JSON");
        assertThat(api.ask("POST", "flows/none/inject", "").status()).isEqualTo(404);
        control.stop("lamp");
        assertThat(inject("").status()).isEqualTo(409);
    }

    @Test
    void whatComesByTheClockIsTold() throws Exception {
        assertThat(api.get("upcoming").body())
                .isEqualTo(
                        Asked.json(
                                """
                                {"time": "2026-11-21T12:00:00Z", "upcoming": [
                                  {"flow": "lamp", "node": "lamp:0", "route": "lamp", "line": 3,
                                   "text": "timer tick", "next": "2026-11-21T12:00:05Z", "every": 10.0}]}
                                """));
    }
}
