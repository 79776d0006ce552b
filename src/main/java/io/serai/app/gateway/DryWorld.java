package io.serai.app.gateway;

import io.serai.config.NearNames;
import io.serai.device.Devices;
import io.serai.device.DryDevices;
import io.serai.flow.DryFlows;
import io.serai.flow.FlowReport;
import io.serai.link.DryLinks;
import io.serai.link.Links;
import io.serai.node.FlowWorld;
import io.serai.node.input.InputConfig;
import io.serai.node.input.MqttInputs;
import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.DryStore;
import io.serai.store.MemoryMessages;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.TreeSet;

/// What flows that run dry work with, and how the owner is told of it. Nothing that they do outlives the
/// process.
final class DryWorld implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DryWorld.class);

    /// Messages that wait for a flow that is behind, which is in memory here.
    private static final int MOST_WAITING = 1000;

    private final FlowWorld world;
    private final DryDevices devices;

    DryWorld(
            Links links,
            Devices devices,
            Store store,
            InputConfig input,
            Timekeeper time,
            Counters counters,
            Health health) {
        this.devices = new DryDevices(devices, time, counters);
        var messages = new MemoryMessages(time);
        world =
                new FlowWorld(
                        new DryLinks(links),
                        new MqttInputs(
                                messages,
                                messages,
                                input.withMostOnDisk(MOST_WAITING),
                                time,
                                counters,
                                health),
                        this.devices,
                        new DryStore(store));
    }

    FlowWorld world() {
        return world;
    }

    /// Says that, and of what, nothing leaves the house.
    static void tell(DryFlows dry) {
        if (dry.isEmpty()) {
            return;
        }
        String which =
                dry.all()
                        ? "all flows"
                        : "of " + String.join(", ", new TreeSet<>(dry.ids())) + "; others run live";
        LOG.warn(
                """
                DRY RUN
                  ********************************************************************************
                  *  DRY RUN: {}
                  *  No device is set, nothing is published to a broker and nothing is written.
                  *  What would have been is told as "dry: would ..." and counted as flow.dry.
                  ********************************************************************************\
                """,
                which);
    }

    /// A slip of the pen in the setting would let a flow run live.
    static void warnOfStrangers(DryFlows dry, List<FlowReport> flows) {
        List<String> known = flows.stream().map(FlowReport::id).toList();
        for (String id : new TreeSet<>(dry.ids())) {
            if (!known.contains(id)) {
                LOG.warn(
                        "deploy.dry names \"{}\", and there is no such flow.{}",
                        id,
                        NearNames.suggestion(id, known));
            }
        }
    }

    /// Idempotent.
    @Override
    public void close() {
        devices.close();
    }
}
