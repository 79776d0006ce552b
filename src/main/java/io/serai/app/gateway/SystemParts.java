package io.serai.app.gateway;

import io.serai.broker.Broker;
import io.serai.console.ApiPart;
import io.serai.console.HealthApi;
import io.serai.console.LiveChannel;
import io.serai.console.OpenApi;
import io.serai.console.api.DeviceApi;
import io.serai.console.api.DeviceChannel;
import io.serai.console.api.DeviceFigures;
import io.serai.console.api.FilePlaces;
import io.serai.console.api.LogChannel;
import io.serai.console.api.StoreFigures;
import io.serai.console.api.SystemApi;
import io.serai.console.api.SystemChannel;
import io.serai.console.api.SystemView;
import io.serai.console.api.flow.ByHandApi;
import io.serai.console.api.flow.FailureApi;
import io.serai.console.api.flow.FailureChannel;
import io.serai.console.api.flow.FlowFigures;
import io.serai.console.api.flow.RunTestApi;
import io.serai.console.api.flow.StateApi;
import io.serai.console.api.flow.StateChannel;
import io.serai.deploy.FlowControl;
import io.serai.device.Devices;
import io.serai.link.Links;
import io.serai.node.state.KeptStates;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.GatewayLog;
import io.serai.observe.Health;
import io.serai.observe.Metrics;
import io.serai.observe.run.Traces;
import io.serai.store.FailedMessages;
import io.serai.store.sqlite.SqliteStore;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

/// What the console shows and commands of devices, failed messages and the gateway as a whole.
final class SystemParts {

    private final Told told;
    private final Things things;
    private final Timekeeper time;
    private final SystemView view;
    private final FilePlaces places;
    private final Path data;

    /// What the gateway says of itself.
    record Told(Health health, Counters counters, GatewayLog log, FlowLog flowLog, Traces traces) {}

    /// What it consists of.
    ///
    /// @param kept by the nodes of flows
    record Things(
            Links links,
            @Nullable Broker broker,
            SqliteStore store,
            Devices devices,
            KeptStates kept) {}

    /// @param begin of the gateway, in timekeeper nanoseconds
    SystemParts(Settings settings, Told told, Things things, Timekeeper time, long begin) {
        this.told = told;
        this.things = things;
        this.time = time;
        places = new FilePlaces(settings.routes());
        data = settings.data();
        view =
                new SystemView(
                        new SystemView.House(
                                told.health(),
                                told.counters(),
                                things.links(),
                                things.broker(),
                                things.store(),
                                failed(),
                                new SystemView.Limits(
                                        settings.link().outbox().maxMessages(),
                                        settings.input().maxOnDisk(),
                                        settings.input().maxFailed()),
                                settings.effective()),
                        Version.number(),
                        time,
                        begin);
    }

    private FailedMessages failed() {
        return things.store().failed();
    }

    /// Made once, and closed by whoever calls.
    Metrics metrics(FlowControl control) {
        return new Metrics(
                told.health(),
                told.counters(),
                Version.number(),
                List.of(
                        view,
                        new FlowFigures(control, time),
                        new DeviceFigures(things.devices()),
                        new StoreFigures(data)));
    }

    HealthApi health(Metrics metrics) {
        return new HealthApi(told.health(), told.counters(), metrics);
    }

    List<ApiPart> api(FlowControl control) {
        return List.of(
                new FailureApi(failed(), control, ZoneId.systemDefault(), places),
                new StateApi(things.kept(), control),
                new ByHandApi(control, time, places),
                new DeviceApi(things.devices(), control),
                new RunTestApi(told.traces(), control, ZoneId.systemDefault()),
                new SystemApi(view, told.log()),
                new OpenApi());
    }

    List<LiveChannel> channels(FlowControl control) {
        return List.of(
                new FailureChannel(failed(), time, places),
                new StateChannel(things.kept(), time),
                new DeviceChannel(things.devices(), control, time),
                new LogChannel(told.log(), told.flowLog()),
                new SystemChannel(view, time));
    }
}
