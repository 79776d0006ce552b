package io.serai.deploy.apply;

import io.serai.flowtest.run.FlowTestSettings;
import io.serai.observe.FlowLog;
import io.serai.observe.Health;
import io.serai.routes.SideFile;
import io.serai.runtime.FlowFactory;
import io.serai.store.FlowVersions;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import java.util.List;

/// What the deployer works with.
public record DeployServices(
        FlowFactory factory,
        DeviceEdits devices,
        FlowVersions versions,
        Store store,
        Timekeeper time,
        Health health,
        FlowLog log,
        FlowTestSettings testRuns,
        List<SideFile> sides) {

    /// A house without pages and history.
    public DeployServices(
            FlowFactory factory,
            DeviceEdits devices,
            FlowVersions versions,
            Store store,
            Timekeeper time,
            Health health,
            FlowLog log,
            FlowTestSettings testRuns) {
        this(factory, devices, versions, store, time, health, log, testRuns, List.of());
    }
}
