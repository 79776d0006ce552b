package io.serai.app.command;

import java.util.ArrayList;
import java.util.List;

/// A command that does the same to each flow that is named, and goes on when one fails.
abstract class FlowsCommand extends GatewayCommand {

    private final String deed;

    /// @param deed as the gateway calls it
    FlowsCommand(String deed) {
        this.deed = deed;
    }

    @Override
    final void checkUsage(List<String> names) {
        requireNames(names, "flow");
    }

    @Override
    final void run(GatewayClient gateway, List<String> names) {
        List<String> failures = new ArrayList<>();
        for (String name : names) {
            try {
                String state = gateway.post(flowPath(name) + "/" + deed).path("state").asText();
                out().println(Terminal.safe(name + ": " + state));
            } catch (CommandFailedException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        if (!failures.isEmpty()) {
            throw new CommandFailedException(
                    String.join("\n", failures.stream().distinct().toList()));
        }
    }
}
