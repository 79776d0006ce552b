package io.serai.dashboard;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;
import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLinkException;
import io.serai.mqtt.MqttMessage;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// Takes commands where they go. Thread-safe.
final class Sending {

    private final Dashboard.Services around;

    Sending(Dashboard.Services around) {
        this.around = around;
    }

    /// Completes when it has arrived or is safe on disk; may block for a device.
    CompletionStage<Void> send(Widget widget, JsonNode value) {
        try {
            return switch (widget.command().orElse(null)) {
                case Target.ToTopic to -> publish(to, value);
                case Target.ToDevice to -> set(to.id(), value);
                case Target.ToVariable to -> {
                    around.variables().set(to.flow(), to.name(), value.asText());
                    yield CompletableFuture.completedFuture(null);
                }
                case null ->
                        CompletableFuture.failedFuture(
                                new CommandException("Nothing can be set with this widget."));
            };
        } catch (DeviceException | MqttLinkException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Void> publish(Target.ToTopic to, JsonNode value) {
        byte[] payload = to.payload().with(value).getBytes(StandardCharsets.UTF_8);
        return around.links()
                .link(ConnectionSpec.SHARED)
                .publish(MqttMessage.of(to.topic().text(), payload, to.qos(), to.retain()));
    }

    private CompletionStage<Void> set(String id, JsonNode value) {
        DeviceValue wanted =
                switch (value.asText()) {
                    case "on", "true" -> DeviceValue.ON;
                    case "off", "false" -> DeviceValue.OFF;
                    case String text -> new DeviceValue.Number(Double.parseDouble(text));
                };
        around.devices().set(id, wanted);
        return CompletableFuture.completedFuture(null);
    }

    static String reason(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause == null || cause.getMessage() == null
                ? String.valueOf(cause)
                : cause.getMessage();
    }
}
