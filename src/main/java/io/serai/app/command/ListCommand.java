package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.flow.Problem;

import picocli.CommandLine.Command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// `serai list`.
@Command(
        name = "list",
        description = "Shows every flow: what it does, since when, in which version.")
public final class ListCommand extends GatewayCommand {

    @Override
    void checkUsage(List<String> names) {
        if (!names.isEmpty()) {
            throw usage("list shows all flows and takes no names.");
        }
    }

    @Override
    void run(GatewayClient gateway, List<String> names) {
        JsonNode answer = gateway.get("/api/flows");
        Instant now = Instant.parse(answer.path("time").asText());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("FLOW", "STATE", "FOR", "VERSION", "ROUTES", "DESCRIPTION"));
        List<Problem> problems = new ArrayList<>();
        for (JsonNode flow : answer.path("flows")) {
            rows.add(
                    List.of(
                            flow.path("id").asText(),
                            flow.path("state").asText()
                                    + (flow.path("dry").asBoolean() ? ", dry" : ""),
                            Terminal.span(
                                    Duration.between(
                                            Instant.parse(flow.path("since").asText()), now)),
                            flow.path("version").isInt() ? flow.path("version").asText() : "-",
                            String.valueOf(flow.path("routes").size()),
                            flow.path("description").asText()));
            problems.addAll(GatewayClient.problems(flow));
        }
        String safeMode = answer.path("safeMode").asText();
        if (!safeMode.isEmpty()) {
            out().println(Terminal.safe("Safe mode, all flows are stopped: " + safeMode));
        }
        if (rows.size() == 1) {
            out().println("No flows.");
        } else {
            Terminal.table(rows).forEach(out()::println);
        }
        problems.forEach(each -> out().println(Terminal.safe(each.toString())));
    }
}
