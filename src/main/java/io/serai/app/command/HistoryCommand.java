package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/// `serai history`.
@Command(
        name = "history",
        description = "Shows the deployed versions of a flow, or of all, the newest first.")
public final class HistoryCommand extends GatewayCommand {

    @Option(
            names = {"-n", "--newest"},
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many at most (${DEFAULT-VALUE}; 1 to 1000).")
    private int newest;

    @Option(names = "--diff", description = "With what each changed in the version before it.")
    private boolean diff;

    @Override
    void checkUsage(List<String> names) {
        if (names.size() > 1) {
            throw usage("history shows one flow, or all without a name.");
        }
    }

    @Override
    void run(GatewayClient gateway, List<String> names) {
        String path = names.isEmpty() ? "/api/versions" : flowPath(names.getFirst()) + "/history";
        JsonNode versions = gateway.get(path + "?n=" + newest).path("versions");
        if (versions.isEmpty()) {
            out().println("No versions.");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("FLOW", "VERSION", "TIME", "BY", "FILE", "NOTE"));
        versions.forEach(each -> rows.add(row(each)));
        List<String> lines = Terminal.table(rows);
        out().println(lines.getFirst());
        for (int i = 0; i < versions.size(); i++) {
            out().println(lines.get(i + 1));
            if (diff) {
                difference(gateway, versions.get(i))
                        .forEach(line -> out().println("    " + Terminal.safe(line)));
            }
        }
    }

    private static List<String> row(JsonNode version) {
        String note = version.path("note").asText();
        boolean removal = version.path("removal").asBoolean();
        return List.of(
                version.path("flow").asText(),
                version.path("number").asText(),
                Terminal.time(version.path("time").asText()),
                version.path("by").asText(),
                version.path("file").asText(),
                removal ? ("removed " + note).strip() : note);
    }

    private static List<String> difference(GatewayClient gateway, JsonNode version) {
        String flow = version.path("flow").asText();
        int number = version.path("number").asInt();
        VersionTexts after = texts(gateway, flow, number);
        if (number == 1) {
            return after.since(VersionTexts.NONE);
        }
        try {
            return after.since(texts(gateway, flow, number - 1));
        } catch (CommandFailedException e) {
            return List.of(String.valueOf(e.getMessage())); // the oldest are forgotten
        }
    }

    private static VersionTexts texts(GatewayClient gateway, String flow, int number) {
        return VersionTexts.of(gateway.get(flowPath(flow) + "/versions/" + number));
    }
}
