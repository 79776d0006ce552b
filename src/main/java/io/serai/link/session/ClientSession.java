package io.serai.link.session;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.serai.link.packet.BrokerLimits;
import io.serai.link.packet.PacketIds;
import io.serai.link.packet.Packets;
import io.serai.link.packet.ReasonCode;
import io.serai.link.publish.Publisher;
import io.serai.link.settings.LinkConfig;
import io.serai.link.settings.SessionSettings;
import io.serai.link.subscribe.Dispatch;
import io.serai.link.subscribe.OversizeReport;
import io.serai.link.subscribe.PendingAcknowledgements;
import io.serai.link.subscribe.Subscriber;
import io.serai.link.transport.BrokerFault;
import io.serai.link.transport.KeepAlive;
import io.serai.link.transport.LinkServices;
import io.serai.link.transport.NetworkConnection;
import io.serai.link.transport.TooLarge;
import io.serai.link.transport.Transport;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.MqttProperties;
import io.serai.mqtt.Qos;
import io.serai.mqtt.Will;
import io.serai.time.Backoff;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/// One connection to a broker that is made again for ever, and its session: what is subscribed, on the
/// way out and on the way in. Confined to the event loop, except where a method says otherwise.
public final class ClientSession implements NetworkConnection.Listener, GracefulDisconnect.Ending {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /// A broker that owes an answer for so long is taken for dead.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration CONNACK_PATIENCE = Duration.ofSeconds(10);

    /// A connection that lasted so long ends a row of failures.
    private static final Duration STABLE = Duration.ofSeconds(10);

    /// Ends by the broker soon after it accepted, before another client is suspected.
    private static final int EJECTIONS = 3;

    private enum State {
        IDLE,
        AWAY,
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    private final SessionSettings spec;
    private final LinkConfig config;
    private final Transport transport;
    private final EventLoop loop;
    private final Timekeeper time;
    private final ConnectionReport report;
    private final Publisher window;
    private final PendingAcknowledgements inbox;
    private final Subscriber subscriber;
    private final Dispatch dispatch;
    private final OversizeReport oversize;
    private final KeepAlive keepAlive;
    private final Backoff backoff;

    private State state = State.IDLE;
    private @Nullable NetworkConnection wire;
    private Timekeeper.@Nullable Task retry;
    private Timekeeper.@Nullable Task ticking;
    private @Nullable CompletableFuture<Void> closing;
    private long openedAt;
    private int attempts;
    private int ejections;
    private boolean wasConnected;

    /// Why the broker ended this connection, in its own words.
    private @Nullable String refusal;

    /// Whether something we sent may be why.
    private boolean messagesBlamed;

    /// @param counted the subject of its counts
    public ClientSession(
            SessionSettings spec, LinkServices around, String counted, Runnable whenStatusChanged) {
        this.spec = spec;
        config = around.config();
        transport = around.transport();
        time = around.time();
        loop = transport.loop();
        report = new ConnectionReport(spec, time, around.counters(), whenStatusChanged);
        var ids = new PacketIds();
        window = new Publisher(around, ids, counted, around.messages().queue(outbox(spec.name())));
        inbox = new PendingAcknowledgements(loop, time);
        subscriber = new Subscriber(spec.name(), time, around.counters(), ids);
        dispatch = new Dispatch(around.counters(), counted);
        oversize = new OversizeReport(around, spec.name(), counted);
        keepAlive = new KeepAlive(time);
        backoff = LinkServices.backoff(around.firstRetry());
    }

    /// What a link's outbox is called on disk.
    public static String outbox(String link) {
        return "outbox " + link;
    }

    /// Its `submit` is for any thread.
    public Publisher window() {
        return window;
    }

    /// Its `routes` is for any thread.
    public Dispatch dispatch() {
        return dispatch;
    }

    /// From any thread.
    public LinkStatus status() {
        return report.status();
    }

    /// From any thread: begins to connect.
    public void start() {
        onLoop(() -> {
            if (state != State.IDLE) {
                return;
            }
            state = State.AWAY;
            window.start();
            ticking =
                    time.scheduleEvery(
                            Duration.ofSeconds(1), Duration.ofSeconds(1), () -> onLoop(this::tick));
            connectAfter(Duration.ZERO);
        });
    }

    /// From any thread. See [Subscriber#subscribe]; `whenAnswered` runs on the loop.
    public void subscribe(String filter, Qos qos, Runnable whenAnswered) {
        onLoop(() -> subscriber.subscribe(filter, qos, whenAnswered));
    }

    /// From any thread.
    public void unsubscribe(String filter) {
        onLoop(() -> subscriber.unsubscribe(filter));
    }

    /// From any thread, in order with the others; nothing happens once the transport is closed.
    public void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: closed, too late for {}", spec.name(), task, e);
        }
    }

    private void connectAfter(Duration delay) {
        // Tasks of the timekeeper may block, as the name service does.
        retry = time.schedule(delay, this::resolve);
    }

    private void resolve() {
        try {
            InetAddress[] hosts = InetAddress.getAllByName(spec.address().host());
            onLoop(() -> connect(hosts[attempts++ % hosts.length]));
        } catch (UnknownHostException e) {
            onLoop(() -> away(FailureText.of(e, spec)));
        }
    }

    private void connect(InetAddress host) {
        if (state != State.AWAY) {
            return;
        }
        state = State.CONNECTING;
        refusal = null;
        messagesBlamed = true;
        wire = new NetworkConnection(this, time);
        transport.open(spec, host, wire);
    }

    @Override
    public void opened(NetworkConnection on) {
        openedAt = time.nanos();
        on.send(Packets.connect(spec, spec.session().startsClean(wasConnected), config));
    }

    @Override
    public void received(NetworkConnection on, MqttMessage packet) {
        MqttMessageType type = packet.fixedHeader().messageType();
        if (on != wire || (state != State.CONNECTED && type != MqttMessageType.CONNACK)) {
            on.close(new BrokerFault("the broker sent %s out of turn".formatted(type)));
            return;
        }
        switch (type) {
            case CONNACK -> answered(on, (MqttConnAckMessage) packet);
            case PUBLISH -> arrived(on, (MqttPublishMessage) packet);
            case PUBACK -> window.acknowledged(id(packet), Packets.reason(packet));
            case PUBREC -> window.received(on, id(packet), Packets.reason(packet));
            case PUBCOMP -> window.completed(id(packet));
            case PUBREL -> inbox.released(on, id(packet));
            case SUBACK ->
                    subscriber.subscribed(
                            id(packet), ((MqttSubAckMessage) packet).payload().reasonCodes());
            case UNSUBACK ->
                    subscriber.unsubscribed(
                            id(packet),
                            ((MqttUnsubAckMessage) packet).payload().unsubscribeReasonCodes());
            case PINGRESP -> keepAlive.answered();
            case DISCONNECT -> dismissed(on, packet);
            default -> on.close(new BrokerFault("the broker sent " + type));
        }
    }

    /// Only an MQTT 5 broker says why it ends a connection.
    private void dismissed(NetworkConnection on, MqttMessage packet) {
        var header = (MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader();
        var reason = ReasonCode.of(header.reasonCode(), header.properties());
        refusal = FailureText.dismissed(reason, spec);
        messagesBlamed = reason.mayBlameMessages();
        on.close(null);
    }

    private static int id(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    private void answered(NetworkConnection on, MqttConnAckMessage packet) {
        MqttConnectReturnCode code = packet.variableHeader().connectReturnCode();
        if (state != State.CONNECTING) {
            on.close(new BrokerFault("the broker sent a second CONNACK"));
            return;
        }
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            refusal = FailureText.refused(packet, spec);
            on.close(null);
            return;
        }
        boolean session = packet.variableHeader().isSessionPresent();
        BrokerLimits limits = BrokerLimits.of(packet, spec.maxPacketSize());
        state = State.CONNECTED;
        openedAt = time.nanos();
        if (wasConnected && !session) {
            dispatch.forgetHeard();
            if (!spec.session().clean()) {
                report.forgotten();
            }
        }
        wasConnected = true;
        report.granted(limits);
        report.connected(session);
        keepAlive.opened(limits.keepAlive().orElse(spec.keepAlive()));
        inbox.opened(on, session);
        subscriber.opened(on);
        window.opened(on, session, limits, spec.will().flatMap(Will::birthMessage).orElse(null));
    }

    private void arrived(NetworkConnection on, MqttPublishMessage packet) {
        io.serai.mqtt.MqttMessage message = Packets.message(packet);
        if (message.qos() == Qos.AT_MOST_ONCE) {
            dispatch.dispatch(message, null);
            return;
        }
        PendingAcknowledgements.Acknowledgement receipt =
                inbox.take(on, message, packet.variableHeader().packetId());
        if (receipt != null) {
            dispatch.dispatch(message, receipt);
        }
    }

    @Override
    public void tooLarge(NetworkConnection on, TooLarge packet) {
        if (on != wire || state != State.CONNECTED) {
            on.close(new BrokerFault("the broker sent PUBLISH out of turn"));
            return;
        }
        var message =
                new io.serai.mqtt.MqttMessage(
                        packet.topic(),
                        new byte[0],
                        packet.qos(),
                        packet.retained(),
                        false,
                        MqttProperties.NONE);
        PendingAcknowledgements.Acknowledgement receipt =
                packet.qos() == Qos.AT_MOST_ONCE ? null : inbox.take(on, message, packet.id());
        if (receipt != null || packet.qos() == Qos.AT_MOST_ONCE) {
            oversize.refuse(packet, message, receipt);
        }
    }

    @Override
    public void writable(NetworkConnection on) {
        window.pump();
    }

    @Override
    public void closed(NetworkConnection on, @Nullable Throwable cause) {
        if (on != wire) {
            return;
        }
        boolean accepted = state == State.CONNECTED;
        wire = null;
        io.serai.mqtt.@Nullable MqttMessage suspect =
                window.lost(accepted && messagesBlamed && !(cause instanceof BrokerFault));
        inbox.lost();
        subscriber.lost();
        if (state == State.CLOSED) {
            return;
        }
        if (closing != null) {
            shut();
            return;
        }
        boolean lasted = accepted && time.nanos() - openedAt >= STABLE.toNanos();
        if (lasted) {
            backoff.reset();
        }
        ejections = accepted && !lasted ? ejections + 1 : accepted ? 0 : ejections;
        state = State.AWAY;
        away(reason(on, accepted, cause, suspect));
    }

    private String reason(
            NetworkConnection on,
            boolean accepted,
            @Nullable Throwable cause,
            io.serai.mqtt.@Nullable MqttMessage suspect) {
        String told = refusal;
        if (told != null) {
            return told;
        }
        if (accepted && suspect != null && FailureText.isEnded(cause)) {
            return FailureText.afterMessage(suspect);
        }
        if (accepted && ejections >= EJECTIONS) {
            return FailureText.ejected(EJECTIONS, spec);
        }
        return accepted ? FailureText.of(cause, spec) : FailureText.unanswered(on, cause, spec);
    }

    private void away(String reason) {
        if (state == State.CLOSED) {
            return;
        }
        if (closing != null) {
            shut();
            return;
        }
        Duration delay = backoff.next();
        report.away(reason);
        connectAfter(delay);
    }

    private void tick() {
        window.tick();
        NetworkConnection on = wire;
        if (on == null) {
            return;
        }
        if (state == State.CONNECTING) {
            if (on.isOpen() && time.nanos() - openedAt > CONNACK_PATIENCE.toNanos()) {
                on.close(
                        new BrokerFault(
                                "the broker does not answer CONNECT within %d s"
                                        .formatted(CONNACK_PATIENCE.toSeconds())));
            }
            return;
        }
        if (window.isOverdue(PATIENCE) || subscriber.isOverdue(PATIENCE)) {
            on.close(
                    new BrokerFault(
                            "the broker has owed an acknowledgement for %d s"
                                    .formatted(PATIENCE.toSeconds())));
            return;
        }
        keepAlive.check(on);
    }

    /// From any thread: sends what waits as far as the time goes, says the will's words and
    /// disconnects. Completes when the connection is closed.
    public CompletableFuture<Void> close() {
        var done = new CompletableFuture<Void>();
        onLoop(() -> {
            if (closing != null) {
                var _ = closing.thenRun(() -> done.complete(null));
                return;
            }
            closing = done;
            window.drain();
            cancel(retry);
            if (state != State.CONNECTED) {
                shut();
                return;
            }
            new GracefulDisconnect(window, spec.will(), time, this::onLoop, this).begin();
        });
        return done;
    }

    @Override
    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    @Override
    public void disconnect(boolean orderly) {
        if (state != State.CONNECTED || wire == null) {
            return;
        }
        if (orderly) {
            wire.finish(MqttMessage.DISCONNECT);
        } else {
            wire.close(null);
        }
    }

    private void shut() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        cancel(retry);
        cancel(ticking);
        if (wire != null) {
            wire.close(null);
        }
        CompletableFuture<Void> kept =
                window.close("%s is closed; the message was not sent".formatted(spec.name()));
        report.closed();
        CompletableFuture<Void> done = closing;
        if (done != null) {
            var _ = kept.thenRun(() -> done.complete(null));
        }
    }

    private static void cancel(Timekeeper.@Nullable Task task) {
        if (task != null) {
            task.cancel();
        }
    }
}
