package io.serai.app.command;

import picocli.CommandLine.Command;

import java.util.List;

/// `serai state clear`.
@Command(
        name = "clear",
        description = {
            "Clears what a flow keeps, or one of its nodes, or a node under one key, also while it runs.",
            "It goes on as if it had never seen a message."
        })
final class StateClearCommand extends GatewayCommand {

    private static final int MOST_NAMES = 3;

    @Override
    void checkUsage(List<String> names) {
        requireNames(names, "flow");
        if (names.size() > MOST_NAMES) {
            throw usage("state clear takes a flow, a node of it, and one of its keys.");
        }
    }

    @Override
    void run(GatewayClient gateway, List<String> names) {
        var query = new StringBuilder();
        for (int i = 1; i < names.size(); i++) {
            query.append(i == 1 ? "?node=" : "&key=").append(GatewayClient.encoded(names.get(i)));
        }
        int cleared =
                gateway.delete(flowPath(names.getFirst()) + "/state" + query)
                        .path("cleared")
                        .asInt();
        out().println(
                        Terminal.safe(
                                "%s: %d %s cleared"
                                        .formatted(
                                                String.join(" ", names),
                                                cleared,
                                                cleared == 1 ? "state" : "states")));
    }
}
