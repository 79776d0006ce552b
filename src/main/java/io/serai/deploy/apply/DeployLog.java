package io.serai.deploy.apply;

import io.serai.flow.Problem;
import io.serai.observe.FlowLog;
import io.serai.runtime.RunningFlow;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.List;
import java.util.concurrent.TimeUnit;

/// Tells what becomes of a flow, in the log of the gateway and in that of the flow. Thread-safe.
public final class DeployLog {

    private static final Logger LOG = LoggerFactory.getLogger(DeployLog.class);

    private final FlowLog log;
    private final Timekeeper time;

    public DeployLog(FlowLog log, Timekeeper time) {
        this.log = log;
        this.time = time;
    }

    public void info(String id, String text) {
        tell(Level.INFO, id, text);
    }

    public void warn(String id, String text) {
        tell(Level.WARN, id, text);
    }

    private void tell(Level level, String id, String text) {
        LOG.atLevel(level).log("{}: {}", id, text);
        log.add(id, level, text);
    }

    public void problems(String id, List<Problem> problems, String consequence) {
        for (Problem each : problems) {
            LOG.error("{} {}", each, consequence);
            log.add(id, Level.ERROR, each + " " + consequence);
        }
    }

    /// @param begin timekeeper nanoseconds
    long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(time.nanos() - begin);
    }

    static String routes(RunningFlow flow) {
        int count = flow.routeIds().size();
        return count == 1 ? "1 route" : count + " routes";
    }

    public static String messages(int count) {
        return count == 1 ? "1 message" : count + " messages";
    }
}
