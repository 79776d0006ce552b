package io.serai.app.command;

import picocli.CommandLine.Command;

/// `serai start`.
@Command(
        name = "start",
        description = "Starts flows that were stopped; those that run are left alone.")
public final class StartCommand extends FlowsCommand {

    StartCommand() {
        super("start");
    }
}
