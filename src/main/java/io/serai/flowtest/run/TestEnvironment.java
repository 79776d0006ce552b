package io.serai.flowtest.run;

import io.serai.device.DeviceConfig;
import io.serai.device.Devices;
import io.serai.device.DevicesFile;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.device.spi.DeviceDefinition;
import io.serai.device.spi.DeviceDriver;
import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceKind;
import io.serai.device.spi.DeviceValue;
import io.serai.event.Events;
import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.flowtest.read.FlowTest;
import io.serai.flowtest.read.Step;
import io.serai.flowtest.read.TestEvent;
import io.serai.flowtest.read.TestFileException;
import io.serai.flowtest.read.UriPattern;
import io.serai.flowtest.virtual.CompiledFlows;
import io.serai.flowtest.virtual.VirtualCamel;
import io.serai.mqtt.MqttMessage;
import io.serai.node.FlowWorld;
import io.serai.node.Palette;
import io.serai.node.input.MqttInputs;
import io.serai.observe.Counters;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;
import io.serai.store.MemoryMessages;
import io.serai.store.MemoryStore;
import io.serai.time.Simulation;

import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.ResequenceDefinition;
import org.apache.camel.model.RouteDefinition;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A house in virtual time for one test: the flow, those that run beside it, simulated devices, and
/// stand-ins for what is outside. What the gateway keeps on disk is kept over a restart. Confined to the
/// threads of its simulation.
public final class TestEnvironment implements StandIn.Outside {

    /// Components that stay within the flow, or take part in virtual time.
    private static final Set<String> WITHIN =
            Set.of(
                    "bean",
                    "browse",
                    "class",
                    "controlbus",
                    "dataset",
                    "dataset-test",
                    "direct",
                    "kamelet",
                    "language",
                    "log",
                    "mock",
                    "ref",
                    "scheduler",
                    "seda",
                    "stub",
                    "timer",
                    "validator");

    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final TestedFiles house;
    private final FlowTest.Given given;
    private final Simulation simulation;
    private final Timeline timeline;
    private final Coverage coverage;
    private final CompiledFlows compiled;
    private final MemoryStore disk = new MemoryStore();
    private final MemoryMessages messages;
    private final TestBroker broker;
    private final Map<String, List<Consumer>> waiting = new HashMap<>();
    private final Map<String, String> broken = new LinkedHashMap<>();
    private final Events events = new Events();

    /// What sensors and inputs measure, whether the gateway looks or not.
    private final Map<String, String> measured = new LinkedHashMap<>();

    private Life life;

    /// What a restart ends.
    private static final class Life {
        final TestDriver driver;
        final Devices devices;
        final FlowFactory factory;
        final CrashableStore store;
        final List<RunningFlow> flows = new ArrayList<>();
        boolean dead;

        Life(TestDriver driver, Devices devices, FlowFactory factory, CrashableStore store) {
            this.driver = driver;
            this.devices = devices;
            this.factory = factory;
            this.store = store;
        }

        void close() {
            flows.forEach(RunningFlow::close);
            devices.close();
        }
    }

    public TestEnvironment(
            TestedFiles house,
            FlowTest.Given given,
            Simulation simulation,
            Timeline timeline,
            Coverage coverage,
            CompiledFlows compiled) {
        this.house = house;
        this.given = given;
        this.simulation = simulation;
        this.timeline = timeline;
        this.coverage = coverage;
        this.compiled = compiled;
        messages = new MemoryMessages(simulation);
        broker =
                new TestBroker(simulation, message -> timeline.add(new TestEvent.Out("", message)));
        given.retained().forEach(broker::publish);
        life = newLife();
    }

    private Life newLife() {
        var health = new Health();
        var counters = new Counters();
        var driver =
                new TestDriver(
                        new SimulatedDriver(simulation, simulation.zone()),
                        (id, value) -> timeline.add(new TestEvent.DeviceSet(id, value.toString())));
        broken.forEach(driver::breakDevice);
        List<DeviceDriver> drivers = new ArrayList<>(List.of(driver));
        List<DeviceDriver> known = new ArrayList<>(List.of(driver));
        for (DeviceDriver each : house.settings().drivers().get()) {
            if (!each.name().equals(driver.name())) {
                known.add(each);
            } else {
                each.close();
            }
        }
        DevicesFile file = DevicesFile.parse(house.devicesFile(), house.devices(), known);
        known.stream().skip(1).forEach(DeviceDriver::close);
        var devices =
                new Devices(
                        drivers,
                        new DevicesFile(
                                file.devices().stream().map(TestEnvironment::simulated).toList(),
                                file.problems()),
                        new DeviceConfig(
                                DeviceConfig.Provider.SIMULATED, URI.create("http://127.0.0.1")),
                        simulation,
                        health,
                        counters);
        var inputs =
                new MqttInputs(
                        messages, messages, house.settings().input(), simulation, counters, health);
        var store = new CrashableStore(disk);
        var world = new FlowWorld(broker, inputs, devices, store);
        var palette = new Palette(world, simulation, counters, events);
        Map<String, String> settings = new HashMap<>(house.settings().flows());
        settings.putAll(given.values());
        var factory =
                new FlowFactory(palette, settings, simulation, counters, new FlowLog(simulation))
                        .inside(this::enter);
        return new Life(driver, devices, factory, store);
    }

    private static DeviceDefinition simulated(DeviceDefinition device) {
        return new DeviceDefinition(
                device.id(),
                device.kind(),
                device.description(),
                device.unit(),
                device.min(),
                device.max(),
                null,
                device.bindings(),
                device.file(),
                device.line());
    }

    /// A flow's context is new.
    private void enter(FlowSource source, DefaultCamelContext context) {
        VirtualCamel.enter(context, simulation, compiled);
        String file = source.file().file().getFileName().toString();
        Life its = life;
        new Watch(source.id(), file, timeline, coverage, () -> its.dead).on(context);
        for (String scheme : io.serai.runtime.KnownNames.componentsOfLibraries()) {
            if (!WITHIN.contains(scheme) && context.hasComponent(scheme) == null) {
                context.addComponent(scheme, new StandIn(source.id(), this));
            }
        }
        given.variables().forEach((name, value) -> context.setVariable(name, value));
    }

    /// Tells what passes the edges of the flows.
    public Events events() {
        return events;
    }

    /// Starts devices and flows for the first time.
    ///
    /// @throws FlowException when a flow cannot be built or started
    public void start(String tested) throws FlowException {
        life.devices.start();
        given.devices()
                .forEach((id, setting) -> {
                    try {
                        set(id, setting.value());
                    } catch (DeviceException e) {
                        throw new TestFileException(setting.line(), String.valueOf(e.getMessage()));
                    }
                });
        startFlows(tested);
    }

    private void startFlows(String tested) throws FlowException {
        List<String> ids = new ArrayList<>(given.flows());
        ids.remove(tested);
        ids.add(tested);
        for (String id : ids) {
            FlowSource source =
                    house.flow(id)
                            .orElseThrow(() ->
                                    new TestFileException(
                                            0,
                                            "there is no flow \"%s\".%s"
                                                    .formatted(
                                                            id,
                                                            io.serai.config.NearNames.suggestion(
                                                                    id,
                                                                    house.flows().stream()
                                                                            .map(FlowSource::id)
                                                                            .toList()))));
            life.flows.add(begin(source));
        }
    }

    private RunningFlow begin(FlowSource source) throws FlowException {
        RunningFlow flow = prepare(source);
        run(flow);
        return flow;
    }

    private RunningFlow prepare(FlowSource source) throws FlowException {
        RunningFlow flow = life.factory.build(source);
        requireVirtual(source, flow);
        flow.prepare();
        coverage.of(flow);
        return flow;
    }

    private static void requireVirtual(FlowSource source, RunningFlow flow) throws FlowException {
        for (RouteDefinition route : ((ModelCamelContext) flow.context()).getRouteDefinitions()) {
            for (ResequenceDefinition each :
                    ProcessorDefinitionHelper.filterTypeInOutputs(
                            route.getOutputs(), ResequenceDefinition.class)) {
                throw new FlowException(
                        new Problem(
                                source.file().file(),
                                each.getLineNumber(),
                                "resequence cannot run in virtual time: Camel gives it a thread and a"
                                        + " clock of its own. Move it to a flow of its own, without tests"));
            }
        }
    }

    private void run(RunningFlow flow) throws FlowException {
        flow.run();
        for (String route : flow.routeIds()) {
            if (given.start().contains(route)) {
                flow.startRoute(route);
            }
        }
    }

    void publish(Step.Publish step) {
        if (!broker.isUp()) {
            throw new TestFailure(step.line(), "nobody can publish: the broker is down");
        }
        timeline.add(
                new TestEvent.Done(
                        "test publishes %s %s%s"
                                .formatted(
                                        step.message().topic(),
                                        TestEvent.shown(TestEvent.textOf(step.message().payload())),
                                        step.times() == 1
                                                ? ""
                                                : ", %d times".formatted(step.times()))));
        for (int i = 0; i < step.times(); i++) {
            broker.publish(step.message());
        }
    }

    /// Somebody's message reaches the flows as it is, retained or not.
    public void hand(MqttMessage message) {
        broker.hand(message);
    }

    public void set(Step.SetDevice step) {
        timeline.add(new TestEvent.Done("test sets %s to %s".formatted(step.id(), step.value())));
        try {
            set(step.id(), step.value());
        } catch (DeviceException e) {
            throw new TestFailure(step.line(), String.valueOf(e.getMessage()));
        }
    }

    private void set(String id, String value) {
        DeviceKind kind = life.devices.definition(id).kind();
        DeviceValue fitting = value(kind, id, value);
        if (!life.dead) {
            life.driver.unseen(() -> life.devices.simulate(id, fitting));
        }
        if (!kind.isOutput()) {
            measured.put(id, value);
        }
    }

    private static DeviceValue value(DeviceKind kind, String id, String text) {
        if (kind == DeviceKind.SWITCH || kind == DeviceKind.INPUT) {
            return switch (text) {
                case "on", "true" -> DeviceValue.ON;
                case "off", "false" -> DeviceValue.OFF;
                default ->
                        throw new DeviceException(
                                "device \"%s\" is on or off, not \"%s\".".formatted(id, text));
            };
        }
        try {
            return new DeviceValue.Number(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new DeviceException(
                    "device \"%s\" has a number, not \"%s\".".formatted(id, text));
        }
    }

    void breakDevice(Step.BreakDevice step) {
        try {
            life.devices.definition(step.id());
        } catch (DeviceException e) {
            throw new TestFailure(step.line(), String.valueOf(e.getMessage()));
        }
        if (step.reason().isPresent()) {
            timeline.add(new TestEvent.Done("test breaks " + step.id()));
            broken.put(step.id(), step.reason().get());
            life.driver.breakDevice(step.id(), step.reason().get());
        } else {
            timeline.add(new TestEvent.Done("test mends " + step.id()));
            broken.remove(step.id());
            life.driver.mend(step.id());
        }
    }

    /// What sends it; that takes as long as the route does.
    ///
    /// @throws TestFailure when no route takes it
    public Runnable sending(Step.Send step) {
        timeline.add(
                new TestEvent.Done(
                        "test sends %s %s"
                                .formatted(step.endpoint(), TestEvent.shown(step.body()))));
        if (step.endpoint().startsWith("direct:") || step.endpoint().startsWith("seda:")) {
            return sendingWithin(step);
        }
        var pattern = new UriPattern(step.endpoint());
        List<Consumer> consumers =
                waiting.entrySet().stream()
                        .filter(each -> pattern.matches(each.getKey()))
                        .flatMap(each -> each.getValue().stream())
                        .toList();
        if (consumers.isEmpty()) {
            throw new TestFailure(
                    step.line(),
                    "no route takes anything from %s; there are %s"
                            .formatted(step.endpoint(), waiting.keySet()));
        }
        return () -> consumers.forEach(each -> process(each, step));
    }

    private static void process(Consumer consumer, Step.Send step) {
        Exchange exchange = consumer.getEndpoint().createExchange();
        fill(exchange, step);
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e); // told by the flow's failure report
        }
    }

    private Runnable sendingWithin(Step.Send step) {
        for (RunningFlow flow : life.flows) {
            CamelContext context = flow.context();
            boolean takes =
                    context.getRoutes().stream()
                            .anyMatch(route ->
                                    new UriPattern(step.endpoint())
                                            .matches(
                                                    route.getEndpoint()
                                                            .getEndpointBaseUri()
                                                            .replace("://", ":")));
            if (takes) {
                return () -> {
                    ProducerTemplate template = context.createProducerTemplate();
                    template.send(step.endpoint(), exchange -> fill(exchange, step));
                    template.stop();
                };
            }
        }
        throw new TestFailure(
                step.line(), "no route takes anything from %s".formatted(step.endpoint()));
    }

    private static void fill(Exchange exchange, Step.Send step) {
        exchange.getMessage().setBody(step.body());
        step.headers().forEach(exchange.getMessage()::setHeader);
    }

    void broker(boolean up) {
        timeline.add(new TestEvent.Done("test takes the broker " + (up ? "up" : "down")));
        broker.up(up);
    }

    boolean isUp() {
        return !life.dead;
    }

    /// Kills the gateway. What was under way ends unheard.
    void die() {
        timeline.add(new TestEvent.Done("test kills the gateway"));
        Life was = life;
        was.dead = true;
        was.store.die();
        was.driver.die();
        broker.gatewayDies();
        waiting.clear();
        simulation.schedule(Duration.ZERO, was::close);
    }

    /// Starts it again, with what was on disk.
    void startAgain(String tested) throws FlowException {
        timeline.add(new TestEvent.Done("test starts the gateway"));
        life = newLife();
        life.devices.start();
        measured.forEach(this::set);
        startFlows(tested);
    }

    /// Puts a new version of the flow in the place of the old one.
    ///
    /// @throws FlowException when it cannot be built or started
    void redeploy(String tested) throws FlowException {
        timeline.add(new TestEvent.Done("test deploys " + tested + " again"));
        RunningFlow old =
                life.flows.stream()
                        .filter(each -> each.source().id().equals(tested))
                        .findFirst()
                        .orElseThrow();
        RunningFlow fresh = prepare(house.flow(tested).orElseThrow());
        var _ = old.pause(DRAIN);
        run(fresh);
        fresh.closeUnclaimedSources();
        old.close();
        life.flows.set(life.flows.indexOf(old), fresh);
    }

    /// What a device has.
    ///
    /// @throws DeviceException when it has nothing
    String device(String id) {
        return life.devices.read(id).toString();
    }

    @Nullable Object variable(String tested, String name) {
        return life.flows.stream()
                .filter(each -> each.source().id().equals(tested))
                .findFirst()
                .map(each -> each.context().getVariable(name))
                .map(value -> value instanceof byte[] bytes ? TestEvent.textOf(bytes) : value)
                .orElse(null);
    }

    @Override
    public void sent(TestEvent.Sent what) {
        timeline.add(what);
    }

    @Override
    public Optional<FlowTest.Answer> answer(String uri) {
        return given.answers().stream()
                .filter(each -> new UriPattern(each.endpoint()).matches(uri))
                .findFirst();
    }

    @Override
    public void waits(String uri, Consumer consumer) {
        waiting.computeIfAbsent(uri, _ -> new ArrayList<>()).add(consumer);
    }
}
