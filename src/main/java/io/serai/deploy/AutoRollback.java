package io.serai.deploy;

import io.serai.flow.FlowException;
import io.serai.flow.FlowSource;
import io.serai.flow.Problem;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import java.util.List;

/// Takes back a version that has failed on all of its messages, or tells the owner to.
final class AutoRollback {

    private final Flows flows;
    private final FlowBuilder builder;
    private final Versions versions;
    private final Swap swap;
    private final DeployLog log;
    private final Timekeeper time;

    AutoRollback(
            Flows flows,
            FlowBuilder builder,
            Versions versions,
            Swap swap,
            DeployLog log,
            Timekeeper time) {
        this.flows = flows;
        this.builder = builder;
        this.versions = versions;
        this.swap = swap;
        this.log = log;
        this.time = time;
    }

    /// Only tells.
    void advise(RunningFlow flow, String why) {
        Deployed now = flows.find(flow.source().id());
        if (now != null && flow.equals(now.running())) {
            log.warn(
                    now.id(),
                    "version %s may be wrong: %s. serai rollback %s takes it back."
                            .formatted(now.version(), why, now.id()));
        }
    }

    /// Puts the version before in the place of `flow`, unless another one has come since.
    void takeBack(RunningFlow flow, FlowSource former, String why) {
        Deployed now = flows.find(flow.source().id());
        if (now == null || !flow.equals(now.running())) {
            return;
        }
        long begin = time.nanos();
        FlowBuilder.Built built = builder.prepareAgain(former, flows.routesOfOthers(now.id()));
        RunningFlow next = built.flow();
        if (next == null) {
            log.warn(now.id(), "%s. The version before cannot run any more.".formatted(why));
            return;
        }
        try {
            int drained = swap.make(flow, next);
            versions.note(now.id(), now.version(), "rolled back: " + why);
            int version = flows.runs(next, "automatic rollback");
            log.warn(
                    now.id(),
                    ("version %s was rolled back: %s. Version %s with the text before runs in %s ms, %s"
                                    + " drained; the file is left as it is.")
                            .formatted(
                                    now.version(),
                                    why,
                                    version,
                                    log.millisSince(begin),
                                    DeployLog.messages(drained)));
            FlowSource bad = flow.source();
            flows.refuse(
                    bad, List.of(new Problem(bad.file().file(), 0, "was rolled back: " + why)));
            flows.rememberRefusal(bad);
        } catch (FlowException e) {
            log.warn(now.id(), "%s. The version before cannot run: %s".formatted(why, e.problem()));
        }
    }
}
