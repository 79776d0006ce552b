package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;

import java.util.ArrayList;
import java.util.List;

/// `serai state`.
@Command(
        name = "state",
        description = "Shows what the nodes of all flows keep, or of one, or one of its nodes.",
        subcommands = StateClearCommand.class)
public final class StateCommand extends GatewayCommand {

    private static final int MOST_NAMES = 2;
    private static final int MOST = 1000;
    private static final int KEY_CHARACTERS = 200;
    private static final int VALUE_CHARACTERS = 60;

    @Override
    void checkUsage(List<String> names) {
        if (names.size() > MOST_NAMES) {
            throw usage("state shows all flows, one flow, or one node of a flow.");
        }
    }

    @Override
    void run(GatewayClient gateway, List<String> names) {
        String path = names.isEmpty() ? "/api/state" : flowPath(names.getFirst()) + "/state";
        String node =
                names.size() < MOST_NAMES ? "" : "&node=" + GatewayClient.encoded(names.get(1));
        JsonNode answer = gateway.get(path + "?n=" + MOST + node);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("FLOW", "NODE", "KEY", "VALUE"));
        answer.path("states").forEach(each -> rows.add(row(each)));
        if (rows.size() == 1) {
            out().println("Nothing is kept.");
            return;
        }
        Terminal.table(rows).forEach(out()::println);
        if (answer.path("more").asBoolean()) {
            out().println("There is more. Name a flow, or a flow and a node.");
        }
    }

    private static List<String> row(JsonNode state) {
        String key = state.path("key").asText();
        String value =
                state.path("cut").asBoolean()
                        ? state.path("value").asText()
                        : state.path("value").toString();
        return List.of(
                state.path("flow").asText(),
                state.path("node").asText(),
                key.isEmpty() ? "\"\"" : shown(key, KEY_CHARACTERS),
                shown(value, VALUE_CHARACTERS));
    }

    private static String shown(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
