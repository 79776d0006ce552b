package io.serai.app.command;

import io.serai.app.gateway.Gateway;
import io.serai.app.gateway.Settings;
import io.serai.broker.config.BrokerException;
import io.serai.config.ConfigException;
import io.serai.console.ConsoleException;
import io.serai.store.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `serai run`.
@Command(
        name = "run",
        description = "Runs the gateway until it is told to stop (Ctrl-C or SIGTERM).",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

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

    /// The process ends, so that whoever watches over it can start it anew.
    private int failed(Gateway gateway, String why) throws InterruptedException {
        spec.commandLine().getErr().println(why);
        Thread closing = Thread.ofPlatform().daemon().name("serai-stop").start(gateway::close);
        if (!closing.join(STOP_LIMIT)) {
            LOG.error("Not everything was stopped in order.");
            Runtime.getRuntime().halt(1); // an exit would wait for the same
        }
        return 1;
    }

    @Override
    @SuppressWarnings("IllegalCatch") // half a gateway is none
    public Integer call() throws InterruptedException {
        if (dry) {
            settingWords.add("--deploy.dry=all");
        }
        Settings settings;
        try {
            settings = CommandSettings.read(spec.commandLine(), settingWords);
        } catch (CommandSettings.SettingsRefused e) {
            return CommandSettings.USAGE;
        }
        var gateway = new Gateway(settings);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("serai-stop").unstarted(gateway::close));
        try {
            gateway.start();
        } catch (BrokerException | ConfigException | ConsoleException | StoreException e) {
            return failed(gateway, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            if (gateway.isEnding()) { // a flow ended the process while the rest was starting
                gateway.awaitClose();
                return 1;
            }
            LOG.error("The gateway cannot start.", e);
            return failed(gateway, "The gateway cannot start: %s".formatted(e));
        }
        gateway.awaitClose();
        return 0;
    }
}
