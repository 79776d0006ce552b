package io.serai.link.session;

import io.serai.link.packet.BrokerLimits;
import io.serai.link.settings.SessionSettings;
import io.serai.link.transport.LinkServices;
import io.serai.mqtt.LinkStatus;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;

/// How one connection is doing, as its owner hears it: each change once in the log. Confined to the event
/// loop, except [#status].
final class ConnectionReport {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionReport.class);

    private final SessionSettings spec;
    private final Timekeeper time;
    private final Counters counters;
    private final Runnable whenStatusChanged;
    private volatile LinkStatus status = new LinkStatus.Idle();
    private boolean expiryTold;

    ConnectionReport(
            SessionSettings spec, Timekeeper time, Counters counters, Runnable whenStatusChanged) {
        this.spec = spec;
        this.time = time;
        this.counters = counters;
        this.whenStatusChanged = whenStatusChanged;
    }

    LinkStatus status() {
        return status;
    }

    void connected(boolean session) {
        Instant now = time.now();
        if (status instanceof LinkStatus.Disconnected(Instant since, String _)) {
            LOG.info(
                    "{}: connected again after {} s",
                    spec.name(),
                    Duration.between(since, now).toSeconds());
        } else {
            LOG.info(
                    "{}: connected as {} with MQTT {}{}",
                    spec.name(),
                    spec.clientId(),
                    spec.session().version(),
                    session ? ", session resumed" : "");
        }
        become(new LinkStatus.Connected(now));
    }

    /// What the broker grants of what was asked.
    void granted(BrokerLimits limits) {
        Duration wanted = spec.session().wantedExpiry();
        Duration kept = limits.sessionExpiry().orElse(wanted);
        // The embedded broker is away when we are.
        if (!spec.isEmbedded() && !expiryTold && kept.compareTo(wanted) < 0) {
            expiryTold = true;
            LOG.warn(
                    "{}: the broker keeps our session for {} s only; what comes while we are away for"
                            + " longer is lost. Raise its limit for sessions.",
                    spec.name(),
                    kept.toSeconds());
        }
    }

    /// The broker has dropped a durable session.
    void forgotten() {
        LOG.warn(
                "{}: the broker has forgotten our session; messages sent while we were away are lost."
                        + " Let the broker keep its sessions on disk.",
                spec.name());
    }

    void away(String reason) {
        Instant since = time.now();
        boolean told = false;
        if (status instanceof LinkStatus.Disconnected(Instant before, String former)) {
            since = before;
            told = former.equals(reason);
        }
        if (!told) {
            LOG.warn(
                    "{}: not connected: {}. It is tried again, every {} s at most.",
                    spec.name(),
                    reason,
                    LinkServices.LONGEST_RETRY.toSeconds());
        }
        become(new LinkStatus.Disconnected(since, reason));
        counters.add("mqtt.reconnects", spec.name());
    }

    void closed() {
        become(new LinkStatus.Closed());
    }

    private void become(LinkStatus newStatus) {
        status = newStatus;
        whenStatusChanged.run();
    }
}
