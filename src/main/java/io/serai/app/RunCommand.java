package io.serai.app;

import io.serai.broker.BrokerException;
import io.serai.config.ConfigException;
import io.serai.console.ConsoleException;
import io.serai.store.StoreException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `serai run`.
@Command(
        name = "run",
        description = "Runs the gateway until it is told to stop (Ctrl-C or SIGTERM).",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--dry",
            description =
                    "Runs every flow dry: nothing is set, published or written, only told of. The same"
                            + " as --deploy.dry=all.")
    private boolean dry;

    @Parameters(
            paramLabel = "--KEY=VALUE",
            arity = "0..*",
            description = "Settings that beat those of file and environment.")
    private final List<String> settingWords = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        if (dry) {
            settingWords.add("--deploy.dry=all");
        }
        Settings settings;
        try {
            settings = Main.settings(spec.commandLine(), settingWords);
        } catch (Main.SettingsRefused e) {
            return Main.USAGE;
        }
        var gateway = new Gateway(settings);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("serai-stop").unstarted(gateway::close));
        try {
            gateway.start();
        } catch (BrokerException | ConfigException | ConsoleException | StoreException e) {
            spec.commandLine().getErr().println(e.getMessage());
            gateway.close();
            return 1;
        }
        gateway.awaitClose();
        return 0;
    }
}
