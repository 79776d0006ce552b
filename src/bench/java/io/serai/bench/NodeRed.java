package io.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Node-RED as npm installs it, with its editor, one flow and no other change.
final class NodeRed {

    private static final String PACKAGE = "node-red@4.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration INSTALL_LIMIT = Duration.ofMinutes(5);

    private final Path node;
    private final Path folder;

    private NodeRed(Path node, Path folder) {
        this.node = node;
        this.folder = folder;
    }

    /// Finds Node-RED in `folder` or installs it there with npm; empty, and told, when it cannot.
    static Optional<NodeRed> installed(Path folder, Report report) {
        Optional<Path> node = Installed.find("node");
        if (node.isEmpty()) {
            report.note("No node on the PATH: no comparison with Node-RED.");
            return Optional.empty();
        }
        var found = new NodeRed(node.get(), folder);
        if (!Files.exists(found.script()) && !install(folder, report)) {
            return Optional.empty();
        }
        return Optional.of(found);
    }

    private static boolean install(Path folder, Report report) {
        Optional<Path> npm = Installed.find("npm");
        if (npm.isEmpty()) {
            report.note("No npm on the PATH: no comparison with Node-RED.");
            return false;
        }
        List<String> command = new ArrayList<>(List.of(npm.get().toString(), "install"));
        command.addAll(List.of("--prefix", folder.toString(), "--no-audit", "--no-fund"));
        command.add(PACKAGE);
        report.say(String.join(" ", command));
        try {
            Files.createDirectories(folder);
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(INSTALL_LIMIT)) {
                process.destroyForcibly();
                report.note("npm takes too long: no comparison with Node-RED.");
                return false;
            }
            if (process.exitValue() != 0) {
                report.note("npm could not install it: no comparison with Node-RED.");
                return false;
            }
            return true;
        } catch (IOException e) {
            throw new BenchException("npm cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private Path script() {
        return folder.resolve("node_modules/node-red/red.js");
    }

    String version() {
        try {
            String description =
                    Files.readString(folder.resolve("node_modules/node-red/package.json"));
            return description.replaceAll("(?s).*\"version\": *\"([^\"]+)\".*", "$1");
        } catch (IOException e) {
            throw new BenchException("cannot read the version of Node-RED", e);
        }
    }

    /// Starts it on `broker` with the relay flow.
    Deployment start(Path user, Mosquitto broker) {
        Path flows = user.resolve("flows.json");
        try {
            Files.createDirectories(user);
            Files.writeString(
                    flows,
                    Files.readString(Flows.FOLDER.resolve("relay.node-red.json"))
                            .replace("@port@", String.valueOf(broker.port())));
        } catch (IOException e) {
            throw new BenchException("cannot write " + flows + ": " + e.getMessage(), e);
        }
        Program program =
                Program.start(
                        "node-red",
                        user,
                        List.of(
                                node.toString(),
                                script().toString(),
                                "--userDir",
                                user.toString(),
                                "--port",
                                String.valueOf(Program.freePort()),
                                "-D",
                                "uiHost=127.0.0.1",
                                flows.toString()));
        try {
            program.awaitLog("Connected to broker", START_LIMIT);
            return Deployment.settled(
                    "Node-RED + Mosquitto",
                    "nodered",
                    broker.port(),
                    program,
                    List.of(program, broker.program()));
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }
}
