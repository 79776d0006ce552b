package io.serai.deploy;

import io.serai.config.ConfigReader;
import io.serai.deploy.apply.GateMode;
import io.serai.flow.DryFlows;

import java.time.Duration;

/// How edits of route files take effect.
///
/// @param watch `deploy.watch`: whether saved files are deployed at once
/// @param drainLimit `deploy.drain-limit`, 1 to 3600 s: time for the old version of a flow to end what it
///     has begun
/// @param stopHold `deploy.stop-hold`, 0 to 3600 s: for so long what comes for a flow that was stopped by
///     hand is kept for its next start
/// @param autoRollback `deploy.auto-rollback`: whether a version that fails on all of its messages gives
///     way to the one before
/// @param safeModeAfter `deploy.safe-mode-after`, 0 (never) to 100 crashes in a row soon after the start,
///     with the same files: then no flow is started
/// @param gate `deploy.gate`: what a new version must pass before it may run
/// @param gateLimit `deploy.gate-limit`, 1 to 3600 s: time for the tests of one flow; more counts as red
/// @param dry `deploy.dry`, ids with commas between or `all`: flows from which nothing leaves the house
public record DeployConfig(
        boolean watch,
        Duration drainLimit,
        Duration stopHold,
        boolean autoRollback,
        int safeModeAfter,
        GateMode gate,
        Duration gateLimit,
        DryFlows dry) {

    /// Everything at its default.
    public static final DeployConfig DEFAULT =
            new DeployConfig(
                    true,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    true,
                    3,
                    GateMode.TESTS,
                    Duration.ofSeconds(30),
                    DryFlows.NONE);

    public static DeployConfig read(ConfigReader reader) {
        return new DeployConfig(
                reader.flag("deploy.watch", DEFAULT.watch),
                Duration.ofSeconds(
                        reader.number(
                                "deploy.drain-limit",
                                (int) DEFAULT.drainLimit.toSeconds(),
                                1,
                                3600)),
                Duration.ofSeconds(
                        reader.number(
                                "deploy.stop-hold", (int) DEFAULT.stopHold.toSeconds(), 0, 3600)),
                reader.flag("deploy.auto-rollback", DEFAULT.autoRollback),
                reader.number("deploy.safe-mode-after", DEFAULT.safeModeAfter, 0, 100),
                reader.choice("deploy.gate", DEFAULT.gate),
                Duration.ofSeconds(
                        reader.number(
                                "deploy.gate-limit", (int) DEFAULT.gateLimit.toSeconds(), 1, 3600)),
                DryFlows.of(reader.text("deploy.dry", "")));
    }
}
