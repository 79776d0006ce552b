package io.serai.node;

import io.serai.device.DeviceControl;
import io.serai.event.Events;
import io.serai.flow.Attempt;
import io.serai.flow.DryFlows;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.MqttMessage;
import io.serai.node.device.DeviceComponent;
import io.serai.node.device.DeviceInputs;
import io.serai.node.device.SensorComponent;
import io.serai.node.device.SimulateComponent;
import io.serai.node.input.MqttInputs;
import io.serai.node.mqtt.DryBirths;
import io.serai.node.mqtt.SharedPahoComponent;
import io.serai.node.mqtt.SharedPahoMqtt5Component;
import io.serai.node.outside.OutsideEndpoints;
import io.serai.node.spi.FlowEvents;
import io.serai.node.state.KeptStates;
import io.serai.node.state.NodeStates;
import io.serai.node.threshold.ThresholdComponent;
import io.serai.observe.Counters;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.apache.camel.Component;
import org.apache.camel.spi.EndpointStrategy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// Makes the components of one flow. They carry the flow's name, so that state and counts are kept
/// apart by flow. Flows that run dry work with a world of their own, from which nothing goes out.
public final class Palette {

    private final World live;
    private final World dry;
    private final DryFlows dryFlows;
    private final Timekeeper time;
    private final Counters counters;
    private final Events events;

    /// What flows work with, and what of it is shared by all of them.
    private record World(FlowWorld of, DeviceInputs deviceInputs, NodeStates states) {

        static World of(FlowWorld world, Timekeeper time, Counters counters) {
            return new World(
                    world,
                    new DeviceInputs(world.devices(), time, counters),
                    new NodeStates(world.store(), counters));
        }
    }

    /// Where no flow runs dry and nobody listens.
    public Palette(
            MqttLinks links,
            MqttInputs inputs,
            DeviceControl devices,
            Store store,
            Timekeeper time,
            Counters counters) {
        this(new FlowWorld(links, inputs, devices, store), time, counters, new Events());
    }

    /// Where no flow runs dry.
    ///
    /// @param events are told what passes the edges of the flows
    public Palette(FlowWorld world, Timekeeper time, Counters counters, Events events) {
        this(world, DryFlows.NONE, world, time, counters, events);
    }

    /// @param dryFlows those that work with `dry`, which has links and devices that lead nowhere; the others
    ///     with `live`
    /// @param events are told what passes the edges of the flows
    public Palette(
            FlowWorld live,
            DryFlows dryFlows,
            FlowWorld dry,
            Timekeeper time,
            Counters counters,
            Events events) {
        this.live = World.of(live, time, counters);
        this.dry = dryFlows.isEmpty() ? this.live : World.of(dry, time, counters);
        this.dryFlows = dryFlows;
        this.time = time;
        this.counters = counters;
        this.events = events;
    }

    private World world(String flow) {
        return dryFlows.contains(flow) ? dry : live;
    }

    private FlowEvents flowEvents(String flow) {
        return new FlowEvents(flow, dryFlows.contains(flow), events, time);
    }

    /// New components by scheme, for the context of the flow named `flow`.
    public Map<String, Component> components(String flow) {
        World world = world(flow);
        FlowEvents flowEvents = flowEvents(flow);
        MqttLinks links =
                flowEvents.isDry()
                        ? new DryBirths(world.of().links(), flowEvents)
                        : world.of().links();
        MqttInputs inputs = world.of().inputs();
        DeviceControl devices = world.of().devices();
        return Map.of(
                "paho", new SharedPahoComponent(flowEvents, links, inputs),
                "paho-mqtt5", new SharedPahoMqtt5Component(flowEvents, links, inputs),
                "sensor", new SensorComponent(flowEvents, devices, time, counters),
                "device", new DeviceComponent(flowEvents, devices, world.deviceInputs()),
                "simulate", new SimulateComponent(flowEvents, devices),
                "threshold", new ThresholdComponent(flow, world.states()));
    }

    /// What the nodes of all flows keep.
    public KeptStates kept() {
        return new KeptStates(live.states(), dry.states(), dryFlows);
    }

    /// Stands before the endpoints of the flow named `flow` that are none of the palette's and lead
    /// outside, such as `file:`.
    public EndpointStrategy outside(String flow) {
        return new OutsideEndpoints(flowEvents(flow));
    }

    /// Lets the sources of a flow that have a queue begin with no further message; see
    /// [MqttInputs#suspend].
    public void suspend(String flow) {
        world(flow).of().inputs().suspend(flow);
        world(flow).deviceInputs().suspend(flow);
    }

    /// Waits until what those sources had in work has ended; see [MqttInputs#awaitQuiet].
    public boolean awaitQuiet(String flow, Duration limit) {
        long begin = time.nanos();
        boolean quiet = world(flow).of().inputs().awaitQuiet(flow, limit);
        Duration left = limit.minusNanos(time.nanos() - begin);
        return world(flow).deviceInputs().awaitQuiet(flow, left) && quiet;
    }

    /// Sends a message that failed through its flow once more; see [MqttInputs#resend].
    public CompletionStage<Attempt> resend(
            String flow, String route, MqttMessage message, Runnable whenSafe) {
        return world(flow).of().inputs().resend(flow, route, message, whenSafe);
    }

    /// Messages and events that wait before the sources of a flow that have a queue.
    public long waiting(String flow) {
        return world(flow).of().inputs().waiting(flow) + world(flow).deviceInputs().waiting(flow);
    }

    /// Gives what the nodes of a suspended flow remember, its sources that have a queue, and what waits
    /// there to another one, in one transaction; nothing when only one of them runs dry.
    ///
    /// @throws io.serai.store.StoreException when that cannot be kept; everything is as before then
    public void rename(String from, String to) {
        if (dryFlows.contains(from) == dryFlows.contains(to)) {
            World world = world(from);
            world.of().inputs().rename(from, to, moved -> world.states().rename(from, to, moved));
            world.deviceInputs().rename(from, to);
        }
    }

    /// Ends the sources that no version of the flow took over.
    public void closeUnclaimed(String flow) {
        world(flow).of().inputs().closeUnclaimed(flow);
        world(flow).deviceInputs().closeUnclaimed(flow);
    }
}
