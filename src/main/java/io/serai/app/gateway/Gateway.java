package io.serai.app.gateway;

import io.serai.broker.Broker;
import io.serai.broker.config.BrokerServices;
import io.serai.console.ApiPart;
import io.serai.console.Console;
import io.serai.console.HealthApi;
import io.serai.console.LiveChannel;
import io.serai.console.api.PaletteApi;
import io.serai.console.api.TestApi;
import io.serai.console.api.flow.FileApi;
import io.serai.console.api.flow.FileChannel;
import io.serai.console.api.flow.FlowApi;
import io.serai.console.api.flow.FlowChannels;
import io.serai.console.api.flow.RunApi;
import io.serai.deploy.Deployer;
import io.serai.deploy.FlowControl;
import io.serai.deploy.apply.DeployServices;
import io.serai.device.Devices;
import io.serai.device.spi.DeviceException;
import io.serai.event.Events;
import io.serai.flow.DryFlows;
import io.serai.link.Links;
import io.serai.node.FlowWorld;
import io.serai.node.Palette;
import io.serai.node.input.MqttInputs;
import io.serai.observe.ClockReport;
import io.serai.observe.Counters;
import io.serai.observe.DryNotes;
import io.serai.observe.FlowLog;
import io.serai.observe.GatewayLog;
import io.serai.observe.Health;
import io.serai.observe.Metrics;
import io.serai.observe.run.Traces;
import io.serai.recording.Recorder;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;
import io.serai.store.MemoryMessages;
import io.serai.store.sqlite.SqliteStore;
import io.serai.time.SystemTimekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The whole house, wired by hand: started from the ground up, stopped from the top down.
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration STORE_CHECK = Duration.ofMillis(500);
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);

    private final Settings settings;
    private final SystemTimekeeper time = new SystemTimekeeper();
    private final Health health = new Health();
    private final Counters counters = new Counters();
    private final FlowLog flowLog = new FlowLog(time);
    private final GatewayLog log = new GatewayLog(time);
    private final Events events = new Events();
    private final Traces traces;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private final Condition stopping = lifecycle.newCondition();
    private final Deque<Part> started = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private final ExitWatch exit = ExitWatch.begin();
    private volatile @Nullable Deployer deployed;
    private volatile @Nullable Broker broker;

    /// Of the pages that the broker lets in; another one than set when that is 0.
    private final AtomicInteger httpPort = new AtomicInteger();

    /// Of the gateway's own connection; what all begin with that the gateway makes, until the store tells it.
    private final AtomicReference<String> clientId = new AtomicReference<>("serai");

    private record Part(String name, AutoCloseable closing) {}

    public Gateway(Settings settings) {
        this.settings = settings;
        traces = new Traces(settings.trace(), time);
    }

    /// Starts everything; what had started is closed again by [#close] when something cannot.
    public void start() throws InterruptedException {
        lifecycle.lock();
        try {
            long begin = time.nanos();
            started("log of the page", LogTap.begin(log));
            LOG.info(
                    "{} starts in {} with these settings:\n{}",
                    Version.text(),
                    settings.home(),
                    settings.effective().table());
            settings.effective().warnings().forEach(LOG::warn);
            DryFlows dry = settings.deploy().dry();
            DryWorld.tell(dry);
            started("clock", time);
            time.onClockJump(new ClockReport(health, ZoneId.systemDefault()));

            PrivateData.prepare(settings.data());
            SqliteStore store =
                    SqliteStore.openIn(
                            settings.data(),
                            time,
                            settings.input().maxFailed(),
                            new StoreHealth(health, counters));
            started("store", store);
            if (!awaitReadable(store)) {
                return;
            }

            Hardware hardware =
                    Hardware.of(
                            settings.routes(),
                            settings.device(),
                            dry,
                            store,
                            time,
                            health,
                            counters);
            Devices devices = hardware.devices();
            started("devices", devices);
            hardware.problems()
                    .forEach(problem -> LOG.error("{} {}", problem, hardware.consequence()));
            devices.start();

            Links links = links(store, dry);
            clientId.set(links.clientId());
            startBroker();
            if (broker != null && settings.link().url().isEmpty()) {
                links.connectTo(broker.localUrl(), settings.broker().maxPacketSize());
            }
            started("links", links);

            var inputs =
                    new MqttInputs(store, store.failed(), settings.input(), time, counters, health);
            var live = new FlowWorld(links, inputs, devices, store);
            Palette palette = palette(live, links, devices, dry);
            ViewServices house = house(links, devices);
            Deployer deployer = deployer(palette, store, hardware, house);
            started("flows", deployer);
            deployed = deployer;
            // Stopped before the flows: what comes from now on stays with the broker.
            started("incoming messages", links::hold);
            var problems = deployer.deployAll();
            DryWorld.warnOfStrangers(dry, deployer.flows());
            inputs.unclaimed()
                    .forEach((route, count) ->
                            LOG.warn(
                                    "{} messages wait on disk for {}, which {}. They are processed when a flow and"
                                            + " route of that name run again.",
                                    count,
                                    route,
                                    dry.contains(route.replaceFirst(" .*", ""))
                                            ? "runs dry"
                                            : "does not run"));

            // Only now, so that what a durable session replays finds its flows.
            links.start();
            links.awaitConnected(CONNECT_LIMIT);
            deployer.watch();

            Recorder recorder = recorder(deployer);
            started("recordings", recorder);
            var system =
                    new SystemParts(
                            settings,
                            new SystemParts.Told(health, counters, log, flowLog, traces),
                            new SystemParts.Things(links, broker, store, devices, palette.kept()),
                            time,
                            begin);
            Console console = startConsole(deployer, recorder, system, house);

            int problemCount = problems.size() + hardware.problems().size();
            LOG.info(
                    "Ready in {} ms: {} flows run{}, {} problems. Console at {}",
                    TimeUnit.NANOSECONDS.toMillis(time.nanos() - begin),
                    deployer.running().size(),
                    dry.all() ? " dry" : "",
                    problemCount,
                    console.url());
        } finally {
            lifecycle.unlock();
        }
    }

    private Palette palette(FlowWorld live, Links links, Devices devices, DryFlows dry) {
        if (dry.isEmpty()) {
            return new Palette(live, time, counters, events);
        }
        var dryWorld =
                new DryWorld(
                        links, devices, live.store(), settings.input(), time, counters, health);
        started("dry run", dryWorld);
        Runnable ending = DryNotes.begin(events, flowLog, counters, time);
        started("notes of the dry run", ending::run);
        return new Palette(live, dry, dryWorld.world(), time, counters, events);
    }

    /// When every flow runs dry nothing goes out either that waits from an earlier run, and nobody is told
    /// that the gateway is there.
    private Links links(SqliteStore store, DryFlows dry) {
        if (!dry.all()) {
            return new Links(settings.link(), time, store, store, store.failed(), health, counters);
        }
        var none = new MemoryMessages(time);
        return new Links(
                settings.link().withoutAvailability(), time, store, none, none, health, counters);
    }

    /// Idempotent.
    private void startBroker() {
        if (!settings.broker().enabled() || broker != null) {
            return;
        }
        var surroundings = new BrokerServices(clientId::get, httpPort::get);
        var own =
                new Broker(
                        settings.broker(), settings.data(), surroundings, time, health, counters);
        started("broker", own);
        own.start();
        broker = own;
    }

    /// As long as the store cannot be read nobody knows which flows were stopped by hand, so none is started;
    /// the broker takes messages for them meanwhile, and the health says why.
    ///
    /// @return false when the gateway was stopped instead
    private boolean awaitReadable(SqliteStore store) throws InterruptedException {
        long begin = time.nanos();
        boolean isTold = false;
        while (!store.isReadable()) {
            if (!isTold && time.nanos() - begin > STORE_PATIENCE.toNanos()) {
                isTold = true;
                LOG.error(
                        "No flow is started: without {} nobody knows which were stopped by hand, and what waits."
                                + " The gateway goes on as soon as it can be read; /health/ready says why it"
                                + " cannot.",
                        settings.data().resolve(SqliteStore.NAME));
                health.down("flows", "none is started: the store cannot be read yet");
                startBroker();
                ControlFiles files = ControlFiles.make(settings.data());
                started("control files", files);
                var console =
                        new Console(
                                settings.console(),
                                new Console.Offer(
                                        new HealthApi(health, counters),
                                        List.of(),
                                        List.of(),
                                        this::brokerForPages),
                                files.token());
                started("console while the store cannot be read", console);
                console.start();
            }
            if (stopping.await(STORE_CHECK.toMillis(), TimeUnit.MILLISECONDS)
                    || started.isEmpty()) {
                return false;
            }
        }
        if (isTold) {
            LOG.info("The store can be read; the flows are started.");
            health.forget("flows");
            for (int i = 0; i < 2; i++) {
                close(started.pop());
            }
        }
        return true;
    }

    private Recorder recorder(FlowControl control) {
        return new Recorder(
                settings.data().resolve("recordings"),
                settings.recording(),
                events,
                time,
                ZoneId.systemDefault(),
                flow ->
                        control.flows().stream()
                                .filter(each -> each.id().equals(flow))
                                .mapToInt(each -> each.version().orElse(0))
                                .findFirst()
                                .orElse(0));
    }

    private Console startConsole(
            Deployer deployer, Recorder recorder, SystemParts system, ViewServices house) {
        ControlFiles files = ControlFiles.make(settings.data());
        started("control files", files);
        List<ApiPart> parts = new ArrayList<>();
        List<LiveChannel> channels = new ArrayList<>();
        parts.add(new FlowApi(deployer, recorder, flowLog, time));
        parts.add(new RunApi(deployer, traces, time));
        channels.addAll(FlowChannels.of(deployer, traces, time));
        addEditing(deployer, parts, channels);
        house.addTo(parts, channels);
        parts.addAll(system.api(deployer));
        channels.addAll(system.channels(deployer));
        Metrics metrics = system.metrics(deployer);
        started("metrics", metrics);
        var console =
                new Console(
                        settings.console(),
                        new Console.Offer(
                                system.health(metrics),
                                parts,
                                channels,
                                this::brokerForPages,
                                settings.broker().websocketOrigins()),
                        files.token());
        started("console", console);
        console.start();
        httpPort.set(console.port());
        files.tellUrl(console.url());
        return console;
    }

    /// The broker that MQTT over WebSocket on the page's port leads to.
    private Optional<URI> brokerForPages() {
        if (settings.link().url().isPresent()) {
            URI url = URI.create(settings.link().url().get());
            return "tcp".equals(url.getScheme()) ? Optional.of(url) : Optional.empty();
        }
        return broker == null ? Optional.empty() : Optional.of(URI.create(broker.localUrl()));
    }

    private void addEditing(Deployer deployer, List<ApiPart> parts, List<LiveChannel> channels) {
        var tests = new TestApi(deployer.files());
        parts.add(new FileApi(deployer.files()));
        parts.add(tests);
        parts.add(new PaletteApi(deployer.nodes()));
        channels.add(tests);
        channels.add(new FileChannel(deployer.files(), time));
    }

    private ViewServices house(Links links, Devices devices) {
        var house =
                ViewServices.open(
                        settings,
                        links,
                        devices,
                        new FlowVariables(this::runningFlows),
                        time,
                        health,
                        counters);
        started("topics, history and dashboard", house);
        return house;
    }

    private List<RunningFlow> runningFlows() {
        Deployer deployer = deployed;
        return deployer == null ? List.of() : deployer.running();
    }

    private Deployer deployer(
            Palette palette, SqliteStore store, Hardware hardware, ViewServices house) {
        var factory =
                new FlowFactory(palette, FlowSettings.of(settings), time, counters, flowLog)
                        .watchedBy(traces)
                        .limitedTo(FlowFactory.LOAD_LIMIT);
        return new Deployer(
                settings.routes(),
                settings.deploy(),
                new DeployServices(
                        factory,
                        hardware,
                        store.versions(),
                        store,
                        time,
                        health,
                        flowLog,
                        FlowSettings.forFlowTests(settings, time),
                        house.files()));
    }

    private void started(String name, AutoCloseable part) {
        started.push(new Part(name, part));
    }

    /// Whether something in this process called `System.exit`, so that everything is being stopped.
    public boolean isEnding() {
        return exit.wasCalled();
    }

    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /// Stops everything in reverse order; a part that fails to stop keeps no other from stopping.
    /// Idempotent.
    @Override
    public void close() {
        if (closed.getCount() == 0) {
            return;
        }
        if (!exit.wasCalled()) {
            closeParts();
            return;
        }
        LOG.error("Something called System.exit, most likely a flow; that counts as a crash.");
        // That call waits for us, perhaps with a lock that a part needs to stop.
        Thread closing = Thread.ofPlatform().daemon().name("serai-exit").start(this::closeParts);
        try {
            if (!closing.join(EXIT_LIMIT)) {
                LOG.error("Not everything was stopped in order.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeParts() {
        lifecycle.lock();
        try {
            if (started.isEmpty()) {
                return;
            }
            LOG.info("Stopping.");
            if (deployed != null && !exit.wasCalled()) {
                deployed.stopAsAsked();
            }
            long begin = time.nanos();
            for (Part part : List.copyOf(started)) {
                started.pop();
                close(part);
            }
            LOG.info("Stopped in {} ms.", TimeUnit.NANOSECONDS.toMillis(time.nanos() - begin));
        } finally {
            closed.countDown();
            stopping.signalAll();
            lifecycle.unlock();
        }
    }

    private static void close(Part part) {
        try {
            part.closing().close();
        } catch (DeviceException e) {
            LOG.warn("Stopping {}: {}", part.name(), e.getMessage());
        } catch (Exception e) {
            LOG.warn("{} did not stop in order.", part.name(), e);
        }
    }
}
