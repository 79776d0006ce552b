package io.serai.dashboard;

import java.util.List;
import java.util.Optional;

/// A page of the dashboard.
record Page(String id, String title, Optional<String> icon, List<Group> groups) {

    /// Widgets that belong together.
    record Group(String title, List<Widget> widgets) {
        Group {
            widgets = List.copyOf(widgets);
        }
    }

    Page {
        groups = List.copyOf(groups);
    }
}
