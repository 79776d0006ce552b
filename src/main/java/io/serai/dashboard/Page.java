package io.serai.dashboard;

import java.util.List;
import java.util.Optional;

/// A page of the dashboard.
public record Page(String id, String title, Optional<String> icon, List<Group> groups) {

    /// Widgets that belong together.
    public record Group(String title, List<Widget> widgets) {
        public Group {
            widgets = List.copyOf(widgets);
        }
    }

    public Page {
        groups = List.copyOf(groups);
    }
}
