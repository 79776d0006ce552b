package io.serai.flowtest.replay;

import io.serai.device.DevicesFile;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceKind;
import io.serai.event.RuntimeEvent;
import io.serai.flow.FlowException;
import io.serai.flowtest.read.FlowTest;
import io.serai.flowtest.read.Step;
import io.serai.flowtest.read.TestEvent;
import io.serai.flowtest.run.Coverage;
import io.serai.flowtest.run.TestEnvironment;
import io.serai.flowtest.run.TestFailure;
import io.serai.flowtest.run.TestedFiles;
import io.serai.flowtest.run.Timeline;
import io.serai.flowtest.virtual.CompiledFlows;
import io.serai.recording.Recording;
import io.serai.time.Simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// A recording that is played to a flow, once.
final class ReplayRun {

    private static final Duration LONGEST_ACT = Duration.ofMinutes(2);

    /// Between two looks at what happened, so that long silences keep little in memory.
    private static final Duration SLICE = Duration.ofMinutes(1);

    /// What came of it.
    ///
    /// @param outs what went out, in the order of time
    /// @param failures messages that were not processed
    /// @param untaken what could not be brought, and why
    /// @param read ids of the devices that the flow read
    /// @param spent on the machine's clock
    record Outcome(
            List<RuntimeEvent> outs,
            List<Failure> failures,
            List<String> untaken,
            Set<String> read,
            Duration spent) {}

    /// A message that was not processed.
    record Failure(Instant at, String place, String reason) {}

    private final TestedFiles house;
    private final Recording recording;
    private final RecordedInputs inputs;
    private final Instant start;
    private final Duration patience;
    private final Consumer<Duration> progress;

    private final List<RuntimeEvent> outs = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<String> untaken = new ArrayList<>();
    private final Set<String> read = new TreeSet<>();

    /// @param house with the flow in it
    /// @param start when the flow is started
    /// @param patience on the machine's clock
    /// @param progress is told how much of the recording has been played
    ReplayRun(
            TestedFiles house,
            Recording recording,
            RecordedInputs inputs,
            Instant start,
            Duration patience,
            Consumer<Duration> progress) {
        this.house = house;
        this.recording = recording;
        this.inputs = inputs;
        this.start = start;
        this.patience = patience;
        this.progress = progress;
    }

    /// What devices have at the begin: what the recording tells; and otherwise, for those that could change
    /// by themselves, something that stays.
    Map<String, String> devices() {
        Map<String, String> devices = new LinkedHashMap<>();
        for (DeviceDefinition each : definitions(house)) {
            String reading = inputs.firstReadings().get(each.id());
            String change = inputs.firstChanges().get(each.id());
            if (reading != null) {
                devices.put(each.id(), reading);
            } else if (change != null) {
                devices.put(each.id(), other(each, change));
            } else if (each.kind() == DeviceKind.SENSOR) {
                devices.put(each.id(), number(Math.clamp(0, each.min(), each.max())));
            }
        }
        return devices;
    }

    /// A value that is not `value`, so that the change to it is one.
    private static String other(DeviceDefinition device, String value) {
        return switch (value) {
            case "on" -> "off";
            case "off" -> "on";
            default -> {
                String least = number(device.min());
                yield least.equals(value) ? number(device.max()) : least;
            }
        };
    }

    private static String number(double value) {
        return new io.serai.device.spi.DeviceValue.Number(value).toString();
    }

    private static List<DeviceDefinition> definitions(TestedFiles house) {
        List<DeviceDriver> drivers = house.settings().drivers().get();
        try {
            return DevicesFile.parse(house.devicesFile(), house.devices(), drivers).devices();
        } finally {
            drivers.forEach(DeviceDriver::close);
        }
    }

    /// @param until when it ends
    /// @throws FlowException when the flow cannot be built or started
    /// @throws Simulation.StuckException when it takes too long, or waits for something that never comes
    Outcome run(Instant until) throws FlowException {
        String flow = recording.header().flow().flow();
        Map<String, FlowTest.DeviceSetting> devices = new LinkedHashMap<>();
        devices().forEach((id, value) -> devices.put(id, new FlowTest.DeviceSetting(value, 0)));
        var given =
                new FlowTest.Given(
                        start.atZone(recording.header().zone()),
                        devices,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        inputs.routes(),
                        List.of());
        try (var simulation = new Simulation(start, recording.header().zone(), patience)) {
            var timeline = new Timeline(simulation);
            TestEnvironment built =
                    act(
                            simulation,
                            "start",
                            () -> {
                                var made =
                                        new TestEnvironment(
                                                house,
                                                given,
                                                simulation,
                                                timeline,
                                                new Coverage(),
                                                new CompiledFlows());
                                var _ = made.events().listenAtOnce(Optional.of(flow), this::note);
                                made.start(flow);
                                return made;
                            });
            for (RecordedInputs.Input each : inputs.all()) {
                advance(simulation, timeline, each.at());
                bring(simulation, built, each.step());
            }
            advance(simulation, timeline, until);
            return new Outcome(outs, failures, untaken, read, simulation.spent());
        }
    }

    private void note(RuntimeEvent event) {
        if (!event.isIncoming()) {
            outs.add(event);
        } else if (event instanceof RuntimeEvent.DeviceRead reading) {
            read.add(reading.device());
        }
    }

    private void advance(Simulation simulation, Timeline timeline, Instant to) {
        while (simulation.now().isBefore(to)) {
            Duration left = Duration.between(simulation.now(), to);
            simulation.advance(left.compareTo(SLICE) < 0 ? left : SLICE);
            progress.accept(Duration.between(recording.header().begin(), simulation.now()));
            look(timeline);
        }
        simulation.advance(Duration.ZERO);
        look(timeline);
    }

    private void look(Timeline timeline) {
        for (Timeline.Entry each : timeline.drain()) {
            if (each.what() instanceof TestEvent.Failure(String place, String reason)) {
                failures.add(new Failure(start.plus(each.at()), place, reason));
            }
        }
    }

    private void bring(Simulation simulation, TestEnvironment built, Step step)
            throws FlowException {
        try {
            switch (step) {
                case Step.Send send ->
                        simulation.schedule(
                                Duration.ZERO, act(simulation, "input", () -> built.sending(send)));
                case Step.Publish publish -> act(simulation, () -> built.hand(publish.message()));
                case Step.SetDevice set -> act(simulation, () -> built.set(set));
                default -> throw new IllegalStateException("nothing else comes in");
            }
            simulation.advance(Duration.ZERO);
        } catch (TestFailure e) {
            String reason = String.valueOf(e.getMessage());
            if (!untaken.contains(reason)) {
                untaken.add(reason);
            }
        }
    }

    private static void act(Simulation simulation, Runnable body) throws FlowException {
        var _ =
                act(
                        simulation,
                        "input",
                        () -> {
                            body.run();
                            return true;
                        });
    }

    private static <T> T act(Simulation simulation, String name, Callable<T> body)
            throws FlowException {
        try {
            return simulation.call(name, LONGEST_ACT, body);
        } catch (FlowException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
