package io.serai.app.gateway;

import io.serai.console.ApiPart;
import io.serai.console.LiveChannel;
import io.serai.console.api.DashboardApi;
import io.serai.console.api.DashboardChannel;
import io.serai.console.api.HistoryApi;
import io.serai.console.api.HistoryChannel;
import io.serai.console.api.TopicApi;
import io.serai.console.api.TopicChannel;
import io.serai.console.api.WidgetChannel;
import io.serai.dashboard.Dashboard;
import io.serai.dashboard.DashboardFile;
import io.serai.dashboard.Variables;
import io.serai.device.Devices;
import io.serai.device.spi.DeviceDefinition;
import io.serai.flow.Problem;
import io.serai.history.History;
import io.serai.history.HistoryFile;
import io.serai.link.Links;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.routes.SideFile;
import io.serai.store.sqlite.SqliteSeries;
import io.serai.time.Timekeeper;
import io.serai.topic.TopicSearch;
import io.serai.topic.TopicWatch;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// What people see of the house: its topics, its history and its dashboard.
public final class ViewServices implements AutoCloseable {

    private final Path routes;
    private final Links links;
    private final Devices devices;
    private final Timekeeper time;
    private final TopicWatch topics;
    private final History history;
    private final Dashboard dashboard;

    private ViewServices(
            Path routes,
            Links links,
            Devices devices,
            Timekeeper time,
            TopicWatch topics,
            History history,
            Dashboard dashboard) {
        this.routes = routes;
        this.links = links;
        this.devices = devices;
        this.time = time;
        this.topics = topics;
        this.history = history;
        this.dashboard = dashboard;
    }

    /// @param variables of the flows, when these run
    static ViewServices open(
            Settings settings,
            Links links,
            Devices devices,
            Variables variables,
            Timekeeper time,
            Health health,
            Counters counters) {
        var topics = new TopicWatch(links, time, counters);
        var series =
                SqliteSeries.open(
                        settings.data().resolve("history.db"),
                        time.now(),
                        settings.history().size());
        var history = new History(series, topics, devices, time, counters);
        var dashboard =
                new Dashboard(
                        new Dashboard.Services(
                                topics, links, devices, variables, time, health, counters));
        return new ViewServices(
                settings.routes(), links, devices, time, topics, history, dashboard);
    }

    void addTo(List<ApiPart> parts, List<LiveChannel> channels) {
        parts.add(new TopicApi(new TopicSearch(topics, time), links));
        parts.add(new HistoryApi(history, time));
        parts.add(new DashboardApi(dashboard));
        channels.add(new TopicChannel(topics));
        channels.add(new HistoryChannel(history));
        channels.add(new WidgetChannel(dashboard));
        channels.add(new DashboardChannel(dashboard));
    }

    /// The files that say what is kept and shown.
    List<SideFile> files() {
        return List.of(
                new Pages(
                        devices,
                        text ->
                                dashboard.change(
                                        DashboardFile.parse(
                                                routes.resolve(DashboardFile.NAME),
                                                text,
                                                devices.definitions())),
                        dashboard::refuse),
                new Kept(
                        devices,
                        text ->
                                history.change(
                                        HistoryFile.parse(
                                                routes.resolve(HistoryFile.NAME),
                                                text,
                                                ids(devices.definitions())))));
    }

    /// The same files for those who only look whether something is wrong in them.
    public static List<SideFile> checks(Devices devices) {
        return List.of(new Pages(devices, _ -> {}, _ -> {}), new Kept(devices, _ -> {}));
    }

    private static List<DeviceDefinition> declared(Devices devices, String text) {
        return devices.parse(Path.of("devices.yaml"), text).devices();
    }

    private static List<String> ids(List<DeviceDefinition> definitions) {
        return definitions.stream().map(DeviceDefinition::id).toList();
    }

    private record Pages(Devices house, Consumer<String> taking, Consumer<List<Problem>> refusing)
            implements SideFile {

        @Override
        public String name() {
            return DashboardFile.NAME;
        }

        @Override
        public List<Problem> problems(Path file, String text, String devices) {
            return DashboardFile.parse(file, text, declared(house, devices)).problems();
        }

        @Override
        public void change(String text) {
            taking.accept(text);
        }

        @Override
        public void refuse(List<Problem> problems) {
            refusing.accept(problems);
        }
    }

    private record Kept(Devices house, Consumer<String> taking) implements SideFile {

        @Override
        public String name() {
            return HistoryFile.NAME;
        }

        @Override
        public List<Problem> problems(Path file, String text, String devices) {
            return HistoryFile.parse(file, text, ids(declared(house, devices))).problems();
        }

        @Override
        public void change(String text) {
            taking.accept(text);
        }

        @Override
        public void refuse(List<Problem> problems) {
            // The log has told it, and nothing else shows it.
        }
    }

    @Override
    public void close() {
        dashboard.close();
        history.close();
        topics.close();
    }
}
