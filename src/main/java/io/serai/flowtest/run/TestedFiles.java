package io.serai.flowtest.run;

import io.serai.flow.FlowSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What tests need of the house they are for: a snapshot of its files and settings.
///
/// @param flows all there are, as tests may name others
/// @param devices text of `devices.yaml`
public record TestedFiles(
        List<FlowSource> flows, Path devicesFile, String devices, FlowTestSettings settings) {

    public TestedFiles {
        flows = List.copyOf(flows);
    }

    public Optional<FlowSource> flow(String id) {
        return flows.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /// The same with another text of one flow, or a flow more.
    public TestedFiles with(FlowSource other) {
        return new TestedFiles(
                Stream.concat(
                                flows.stream().filter(each -> !each.id().equals(other.id())),
                                Stream.of(other))
                        .toList(),
                devicesFile,
                devices,
                settings);
    }
}
