package io.serai.trial;

import io.serai.device.DeviceDriver;
import io.serai.flow.FlowSource;
import io.serai.node.IntakeConfig;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What tests need of the house they are for: a snapshot of its files and settings.
///
/// @param flows all there are, as tests may name others
/// @param devices text of `devices.yaml`
/// @param drivers every driver whose bindings the file may have; none of them is used
/// @param settings `camel.*` settings and property placeholders of every flow
public record House(
        List<FlowSource> flows,
        Path devicesFile,
        String devices,
        Supplier<List<DeviceDriver>> drivers,
        Map<String, String> settings,
        IntakeConfig intake) {

    public House {
        flows = List.copyOf(flows);
        settings = Map.copyOf(settings);
    }

    Optional<FlowSource> flow(String id) {
        return flows.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /// The same with another text of one flow, or a flow more.
    public House with(FlowSource other) {
        return new House(
                java.util.stream.Stream.concat(
                                flows.stream().filter(each -> !each.id().equals(other.id())),
                                java.util.stream.Stream.of(other))
                        .toList(),
                devicesFile,
                devices,
                drivers,
                settings,
                intake);
    }
}
