package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.dashboard.Dashboard;

/// What the widgets of the dashboard show. Thread-safe.
public final class WidgetChannel implements LiveChannel {

    private final Dashboard dashboard;

    public WidgetChannel(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    @Override
    public String name() {
        return "widgets";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        return dashboard.follow(
                        new Dashboard.Listener() {
                            @Override
                            public void changed(String widget, ObjectNode value) {
                                feed.latest(widget, value);
                            }
                        })
                ::run;
    }
}
