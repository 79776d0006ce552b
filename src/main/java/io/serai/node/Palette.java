package io.serai.node;

import io.serai.device.Devices;
import io.serai.mqtt.MqttLinks;
import io.serai.observe.Counters;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.apache.camel.Component;

import java.time.Duration;
import java.util.Map;

/// Makes the components of one flow. They carry the flow's name, so that state and counts are kept
/// apart by flow.
public final class Palette {

    private final MqttLinks links;
    private final MessageIntakes intakes;
    private final Devices devices;
    private final DeviceIntakes deviceIntakes;
    private final NodeStates states;
    private final Timekeeper time;
    private final Counters counters;

    public Palette(
            MqttLinks links,
            MessageIntakes intakes,
            Devices devices,
            Store store,
            Timekeeper time,
            Counters counters) {
        this.intakes = intakes;
        this.links = links;
        this.devices = devices;
        deviceIntakes = new DeviceIntakes(devices, time, counters);
        states = new NodeStates(store, counters);
        this.time = time;
        this.counters = counters;
    }

    /// New components by scheme, for the context of the flow named `flow`.
    public Map<String, Component> components(String flow) {
        return Map.of(
                "paho", new SharedPahoComponent(flow, links, intakes),
                "paho-mqtt5", new SharedPahoMqtt5Component(flow, links, intakes),
                "sensor", new SensorComponent(flow, devices, time, counters),
                "device", new DeviceComponent(flow, devices, deviceIntakes),
                "simulate", new SimulateComponent(devices),
                "threshold", new ThresholdComponent(flow, states));
    }

    /// Lets the sources of a flow that have a queue begin with no further message; see
    /// [MessageIntakes#suspend].
    public void suspend(String flow) {
        intakes.suspend(flow);
        deviceIntakes.suspend(flow);
    }

    /// Waits until what those sources had in work has ended; see [MessageIntakes#awaitQuiet].
    public boolean awaitQuiet(String flow, Duration limit) {
        long begin = time.nanos();
        boolean quiet = intakes.awaitQuiet(flow, limit);
        Duration left = limit.minusNanos(time.nanos() - begin);
        return deviceIntakes.awaitQuiet(flow, left) && quiet;
    }

    /// Gives what the nodes of a flow remember, and what waits for it on disk, to another one.
    public void rename(String from, String to) {
        states.rename(from, to);
        intakes.rename(from, to);
    }

    /// Ends the sources that no version of the flow took over.
    public void closeUnclaimed(String flow) {
        intakes.closeUnclaimed(flow);
        deviceIntakes.closeUnclaimed(flow);
    }
}
