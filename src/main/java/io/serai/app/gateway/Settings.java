package io.serai.app.gateway;

import io.serai.broker.config.BrokerConfig;
import io.serai.config.ConfigReader;
import io.serai.config.EffectiveConfig;
import io.serai.console.ConsoleConfig;
import io.serai.deploy.DeployConfig;
import io.serai.device.DeviceConfig;
import io.serai.history.HistoryConfig;
import io.serai.link.settings.LinkConfig;
import io.serai.node.input.InputConfig;
import io.serai.observe.run.TraceConfig;
import io.serai.recording.RecordConfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Every setting of the gateway, read together so that all problems are told together.
///
/// @param home where `conf/`, `routes/` and `data/` are by default
/// @param routes folder of the route files
/// @param data folder of everything that must survive a restart
/// @param camel `camel.*` settings, handed to every flow
public record Settings(
        Path home,
        Path routes,
        Path data,
        BrokerConfig broker,
        LinkConfig link,
        InputConfig input,
        DeviceConfig device,
        ConsoleConfig console,
        DeployConfig deploy,
        RecordConfig recording,
        HistoryConfig history,
        TraceConfig trace,
        Map<String, String> camel,
        EffectiveConfig effective) {

    /// Reads `conf/serai.properties` under `home`, the secrets file, the environment and
    /// the command line.
    ///
    /// @throws io.serai.config.ConfigException with every problem
    public static Settings read(
            Path home, Map<String, String> environment, List<String> arguments) {
        var reader =
                new ConfigReader(
                        home,
                        List.of(home.resolve("conf/serai.properties")),
                        environment,
                        arguments);
        reader.alsoReadFile("secrets.file", "conf/secrets.properties");
        Path routes = reader.path("routes.dir", "routes");
        if (Files.exists(routes) && !Files.isDirectory(routes)) {
            reader.reject("routes.dir", "is not a folder");
        }
        Path data = reader.path("data.dir", "data");
        BrokerConfig broker = BrokerConfig.read(reader);
        LinkConfig link = LinkConfig.read(reader);
        if (!broker.enabled() && link.url().isEmpty()) {
            reader.reject(
                    "mqtt.url",
                    "is needed when broker.enabled = false; set it to the outside broker, such as"
                            + " tcp://192.168.1.10:1883");
        }
        InputConfig input = InputConfig.read(reader);
        DeviceConfig device = DeviceConfig.read(reader);
        ConsoleConfig console = ConsoleConfig.read(reader);
        DeployConfig deploy = DeployConfig.read(reader);
        RecordConfig recording = RecordConfig.read(reader);
        HistoryConfig history = HistoryConfig.read(reader);
        TraceConfig trace = TraceConfig.read(reader);
        Map<String, String> camel = reader.camelSettings();
        return new Settings(
                home,
                routes,
                data,
                broker,
                link,
                input,
                device,
                console,
                deploy,
                recording,
                history,
                trace,
                camel,
                reader.finish());
    }
}
