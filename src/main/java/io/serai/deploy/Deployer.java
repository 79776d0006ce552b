package io.serai.deploy;

import io.serai.config.NearNames;
import io.serai.device.Devices;
import io.serai.flow.FlowException;
import io.serai.flow.FlowReport;
import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;
import io.serai.observe.Health;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;
import io.serai.store.FlowVersions;
import io.serai.store.Store;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Runs the flows of a folder, and keeps them as the folder says. Thread-safe.
///
/// A changed flow is read, checked and built beside the version that runs, then swapped; whatever fails,
/// the old version runs on.
public final class Deployer implements FlowControl, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);

    private static final String AREA = "flow";
    private static final String STOPPED = "stopped";
    private static final String REFUSED = "refused";

    /// What the deployer works with.
    ///
    /// @param factory for flows that run
    /// @param devices those of `devices.yaml`
    public record Surroundings(
            FlowFactory factory,
            Devices devices,
            FlowVersions versions,
            Store store,
            Timekeeper time,
            Health health) {}
