package io.serai.app;

import picocli.CommandLine.Command;

/// `serai restart`.
@Command(
        name = "restart",
        description = "Stops flows and starts the same versions anew; messages wait meanwhile.")
final class RestartCommand extends FlowsCommand {

    RestartCommand() {
        super("restart");
    }
}
