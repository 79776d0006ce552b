package io.serai.app.command;

import picocli.CommandLine.Command;

/// `serai restart`.
@Command(
        name = "restart",
        description = "Stops flows and starts the same versions anew; messages wait meanwhile.")
public final class RestartCommand extends FlowsCommand {

    RestartCommand() {
        super("restart");
    }
}
