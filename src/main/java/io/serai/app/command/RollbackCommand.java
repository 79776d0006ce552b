package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;

import java.util.List;

/// `serai rollback`.
@Command(
        name = "rollback",
        description =
                "Writes an earlier version of a flow back into its route file and runs it: FLOW"
                        + " [VERSION], without VERSION the one before the newest.")
public final class RollbackCommand extends GatewayCommand {

    @Override
    void checkUsage(List<String> names) {
        requireNames(names, "flow");
        if (names.size() > 2 || (names.size() == 2 && !names.get(1).matches("\\d{1,9}"))) {
            throw usage("rollback takes one flow and the number of a version.");
        }
    }

    @Override
    void run(GatewayClient gateway, List<String> names) {
        String flow = names.getFirst();
        String version = names.size() == 2 ? "&version=" + names.get(1) : "";
        JsonNode report =
                gateway.post(
                        flowPath(flow) + "/rollback?by=" + GatewayClient.encoded(user()) + version);
        out().printf(
                        "%s: %s, version %s%n",
                        Terminal.safe(flow),
                        report.path("state").asText(),
                        report.path("version").asText());
    }
}
