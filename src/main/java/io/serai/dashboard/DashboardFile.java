package io.serai.dashboard;

import io.serai.device.spi.DeviceDefinition;
import io.serai.flow.Problem;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// What `dashboard.yaml` says, and what is wrong in it.
///
/// @param pages not to be used when there are problems
public record DashboardFile(List<Page> pages, List<Problem> problems) {

    /// What it is called in the folder of the routes.
    public static final String NAME = "dashboard.yaml";

    /// Of a house without such a file.
    public static final DashboardFile EMPTY = new DashboardFile(List.of(), List.of());

    public DashboardFile {
        pages = List.copyOf(pages);
        problems = List.copyOf(problems);
    }

    /// Reads a text; an empty one has no pages.
    ///
    /// @param file what problems name
    /// @param devices those there are
    public static DashboardFile parse(
            Path file, String text, Collection<DeviceDefinition> devices) {
        return new DashboardReader(file, devices).read(text);
    }

    List<Widget> widgets() {
        return pages.stream()
                .flatMap(page -> page.groups().stream())
                .flatMap(group -> group.widgets().stream())
                .toList();
    }
}
