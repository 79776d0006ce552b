package io.serai.app.command;

import picocli.CommandLine.Command;

/// `serai stop`.
@Command(
        name = "stop",
        description =
                "Stops flows when they have finished what they began. They stay stopped, over restarts of the"
                        + " gateway too, until they are started.")
public final class StopCommand extends FlowsCommand {

    StopCommand() {
        super("stop");
    }
}
