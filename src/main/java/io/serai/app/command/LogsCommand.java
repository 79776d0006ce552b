package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `serai logs`.
@Command(
        name = "logs",
        description = {
            "Shows the last lines about a flow and of its log steps, the newest last.",
            "The gateway keeps 500 of each flow, since its start."
        })
public final class LogsCommand extends GatewayCommand {

    private static final long LOOK_AGAIN_MS = 500;

    @Option(
            names = {"-n", "--newest"},
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many at most (${DEFAULT-VALUE}; 1 to 500).")
    private int newest;

    @Option(
            names = {"-f", "--follow"},
            description = "Goes on showing what comes, until Ctrl-C.")
    private boolean follow;

    @Override
    void checkUsage(List<String> names) {
        requireNames(names, "flow");
        if (names.size() > 1) {
            throw usage("logs shows one flow at a time.");
        }
    }

    @Override
    void run(GatewayClient gateway, List<String> names) throws InterruptedException {
        String path = flowPath(names.getFirst()) + "/log?";
        long last = print(gateway.get(path + "n=" + newest), 0);
        var never = new CountDownLatch(1);
        while (follow && !never.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS)) {
            last = print(gateway.get(path + "n=500&after=" + last), last);
        }
    }

    /// @return the number of the last line
    private long print(JsonNode answer, long last) {
        long number = last;
        for (JsonNode line : answer.path("lines")) {
            number = line.path("number").asLong();
            out().printf(
                            "%s  %-5s  %s%n",
                            Terminal.time(line.path("time").asText()),
                            line.path("level").asText(),
                            Terminal.safe(line.path("text").asText()).replace("\n", "\n    "));
        }
        out().flush();
        return number;
    }
}
