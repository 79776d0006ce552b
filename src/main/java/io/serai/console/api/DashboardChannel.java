package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;

import io.serai.console.LiveChannel;
import io.serai.console.LiveFeed;
import io.serai.dashboard.Dashboard;

/// Says when the dashboard is another one. Thread-safe.
public final class DashboardChannel implements LiveChannel {

    private final Dashboard dashboard;

    public DashboardChannel(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public AutoCloseable open(JsonNode request, LiveFeed feed) {
        return dashboard.follow(
                        new Dashboard.Listener() {
                            @Override
                            public void reloaded(int version) {
                                feed.latest("version", IntNode.valueOf(version));
                            }
                        })
                ::run;
    }
}
