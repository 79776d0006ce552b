package io.serai.deploy;

import io.serai.deploy.apply.DeployServices;
import io.serai.deploy.apply.GateMode;
import io.serai.device.simulated.SimulatedDriver;
import io.serai.flow.DryFlows;
import io.serai.flow.FlowVersion;
import io.serai.flowtest.run.FlowTestSettings;
import io.serai.node.input.InputConfig;
import io.serai.store.FlowVersions;
import io.serai.store.StoreException;
import io.serai.store.sqlite.SqliteStore;
import io.serai.testing.Bench;
import io.serai.time.SystemTimekeeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A folder of routes with nothing in it, and what a deployer needs to run what is put there.
public final class EmptyHouse implements AutoCloseable {

    public final Path routes;
    public final Bench bench;
    final SystemTimekeeper time = new SystemTimekeeper();
    public volatile boolean diskIsFull;
    public final SqliteStore store;
    private Deployer deployer;

    public EmptyHouse(Path folder, DeployConfig config) throws IOException {
        routes = Files.createDirectories(folder.resolve("routes"));
        store = SqliteStore.open(folder.resolve("serai.db"), time, 10);
        bench = Bench.withDevices(folder, "devices: []\n", store);
        deployer = newDeployer(config);
    }

    public static DeployConfig withGate(GateMode gate, Duration limit) {
        return new DeployConfig(
                true,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                true,
                3,
                gate,
                limit,
                DryFlows.NONE);
    }

    private Deployer newDeployer(DeployConfig config) {
        return new Deployer(
                routes,
                config,
                new DeployServices(
                        bench.factory,
                        new NoDevices(),
                        new StubbornVersions(store.versions(), () -> diskIsFull),
                        store,
                        time,
                        bench.health,
                        bench.flowLog,
                        new FlowTestSettings(
                                () -> List.of(new SimulatedDriver(time, ZoneOffset.UTC)),
                                Map.of(),
                                InputConfig.DEFAULT)));
    }

    public Deployer deployer() {
        return deployer;
    }

    /// The one that there was is closed, as when the gateway is started anew.
    public Deployer anotherDeployer(DeployConfig config) {
        deployer.close();
        deployer = newDeployer(config);
        return deployer;
    }

    /// As another program saves a file, in a folder that need not be there.
    public void write(String name, String text) throws IOException {
        Path file = routes.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// A history that cannot be written while the disk is full.
    private record StubbornVersions(FlowVersions kept, BooleanSupplier isFull)
            implements FlowVersions {

        @Override
        public FlowVersion add(FlowVersion version) {
            if (isFull.getAsBoolean()) {
                throw new StoreException("The disk is full.");
            }
            return kept.add(version);
        }

        @Override
        public void note(String flow, int number, String note) {
            kept.note(flow, number, note);
        }

        @Override
        public Optional<FlowVersion> newest(String flow) {
            return kept.newest(flow);
        }

        @Override
        public Optional<FlowVersion> find(String flow, int number) {
            return kept.find(flow, number);
        }

        @Override
        public List<FlowVersion> of(String flow, int most) {
            return kept.of(flow, most);
        }

        @Override
        public List<FlowVersion> all(int most) {
            return kept.all(most);
        }
    }

    @Override
    public void close() {
        deployer.close();
        bench.close();
        store.close();
        time.close();
    }
}
