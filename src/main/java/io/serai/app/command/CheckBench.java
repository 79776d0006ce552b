package io.serai.app.command;

import io.serai.app.gateway.FlowSettings;
import io.serai.app.gateway.Hardware;
import io.serai.app.gateway.Settings;
import io.serai.app.gateway.ViewServices;
import io.serai.check.RouteCheck;
import io.serai.flow.DryFlows;
import io.serai.link.Links;
import io.serai.node.Palette;
import io.serai.node.input.MqttInputs;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.time.SystemTimekeeper;

import java.util.List;

/// The house as far as `serai check` needs it: nothing is started, so no socket, pin or file is opened.
record CheckBench(SystemTimekeeper time, Links links, Hardware hardware, FlowFactory factory)
        implements AutoCloseable {

    private static final String NOBODY = "tcp://127.0.0.1:1883";

    static CheckBench of(Settings settings) {
        var time = new SystemTimekeeper();
        var health = new Health();
        var counters = new Counters();
        var store = new MemoryStore();
        var messages = new MemoryMessages(time);
        var links = new Links(settings.link(), time, store, messages, messages, health, counters);
        if (settings.link().url().isEmpty()) {
            // The embedded broker, which does not run here; links that are not started never call
            // it.
            links.connectTo(NOBODY, Long.MAX_VALUE);
        }
        Hardware hardware =
                Hardware.of(
                        settings.routes(),
                        settings.device(),
                        DryFlows.NONE,
                        store,
                        time,
                        health,
                        counters);
        var inputs = new MqttInputs(messages, messages, settings.input(), time, counters, health);
        var palette = new Palette(links, inputs, hardware.devices(), store, time, counters);
        return new CheckBench(
                time,
                links,
                hardware,
                new FlowFactory(
                                palette,
                                FlowSettings.of(settings),
                                time,
                                counters,
                                new FlowLog(time))
                        .limitedTo(FlowFactory.LOAD_LIMIT));
    }

    List<String> deviceProblems() {
        return hardware.problems();
    }

    RouteCheck routeCheck() {
        return new RouteCheck(factory, ViewServices.checks(hardware.devices()));
    }

    @Override
    public void close() {
        links.close();
        hardware.devices().close();
        time.close();
    }
}
