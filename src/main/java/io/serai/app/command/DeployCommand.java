package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// `serai deploy`.
@Command(
        name = "deploy",
        description = {
            "Deploys files together: all of them are written into the routes folder and run, or"
                    + " nothing changes and every problem is told.",
            "DIR stands for every file of a house in it and keeps their places; a FILE comes to the top"
                    + " of the routes folder, a kamelet into kamelets/."
        })
public final class DeployCommand extends GatewayCommand {

    @Override
    void checkUsage(List<String> names) {
        requireNames(names, "folder or files");
    }

    @Override
    void run(GatewayClient gateway, List<String> names) {
        FilesToDeploy files;
        try {
            files = FilesToDeploy.of(names);
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailedException(
                    "Nothing was deployed. A file cannot be read: " + e.getMessage());
        }
        files.leftOut()
                .forEach(each ->
                        out().println(Terminal.safe("Left out, no part of a house: " + each)));
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("by", by("deploy"));
        ObjectNode texts = body.putObject("files");
        files.texts().forEach(texts::put);
        JsonNode deployed = gateway.post("/api/deploy", body).path("deployed");
        deployed.forEach(each -> out().println(Terminal.safe(each.asText())));
        out().println(
                        deployed.size() == 1
                                ? "1 file deployed."
                                : deployed.size() + " files deployed.");
    }
}
